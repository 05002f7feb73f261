namespace Cluster.Silo.Registers.Watching;

/// <summary>The first of many keys by their names, of which there may be far more than are wanted.</summary>
internal sealed class FirstNames(int limit)
{
    private static readonly IComparer<string> LastFirst = Comparer<string>.Create((one, other) => RegisterKeys.Compare(other, one));

    private readonly PriorityQueue<string, string> _keys = new(LastFirst);

    public void Add(string key)
    {
        if (_keys.Count < limit)
            _keys.Enqueue(key, key);
        else
            _keys.EnqueueDequeue(key, key);
    }

    /// <summary>The keys in order.</summary>
    public string[] Take() => [.. _keys.UnorderedItems.Select(item => item.Element).Order(RegisterKeys.Order)];
}
