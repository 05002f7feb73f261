namespace Cluster.Contracts.Locks;

/// <summary>What a model's processes have been granted: a token is greater than all that were given before it was asked for, and no two are the same.</summary>
internal sealed class GrantsOfAModel
{
    private readonly HashSet<long> _tokens = [];

    public int Count => _tokens.Count;

    /// <summary>The newest token so far, to be asked for before a grant is.</summary>
    public long Newest { get; private set; }

    public void Add(long token, long newestBefore)
    {
        if (token <= newestBefore)
            throw new InvalidOperationException($"The token {token} was given to one who asked after {newestBefore} had been given.");
        if (!_tokens.Add(token))
            throw new InvalidOperationException($"The token {token} was given twice.");
        Newest = Math.Max(Newest, token);
    }

    public static void AtMostOne(int holders)
    {
        if (holders > 1)
            throw new InvalidOperationException($"{holders} hold the lock at once.");
    }
}
