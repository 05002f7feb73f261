namespace Cluster.Locks.Session;

/// <summary>Fencing tokens that a claim may still use, the smallest first.</summary>
internal record struct TokenRange(long Next, int Count)
{
    public long Take()
    {
        if (Count <= 0)
            throw new InvalidOperationException("There is no token left.");
        Count--;
        return Next++;
    }
}
