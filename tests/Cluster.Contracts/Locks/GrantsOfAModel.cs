namespace Cluster.Contracts.Locks;

/// <summary>What a model's processes have been granted: tokens must rise, and of all who believe in their lock there may be one.</summary>
internal sealed class GrantsOfAModel
{
    private long _newest;

    public int Count { get; private set; }

    public void Add(long token)
    {
        if (token <= _newest)
            throw new InvalidOperationException($"The token {token} was given after {_newest}.");
        _newest = token;
        Count++;
    }

    public static void AtMostOne(int holders)
    {
        if (holders > 1)
            throw new InvalidOperationException($"{holders} hold the lock at once.");
    }
}
