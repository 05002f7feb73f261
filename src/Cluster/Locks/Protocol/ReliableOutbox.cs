namespace Cluster.Locks.Protocol;

/// <summary>
/// What one side of a link has said and the other has not yet acknowledged, numbered from 1. Sending all of it in every message,
/// and applying each number once, makes a stream without loss, repetition or reordering out of a network that has all three.
/// </summary>
internal sealed class ReliableOutbox<T>
{
    private readonly List<T> _pending = [];

    /// <summary>The number of the oldest item not acknowledged.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number of the newest item, 0 when there never was one.</summary>
    public long Last => First + _pending.Count - 1;

    public bool IsEmpty => _pending.Count == 0;

    public void Add(T item) => _pending.Add(item);

    public void Acknowledge(long through)
    {
        var count = (int)Math.Min(through - First + 1, _pending.Count);
        if (count <= 0)
            return;
        _pending.RemoveRange(0, count);
        First += count;
    }

    public void Restart()
    {
        _pending.Clear();
        First = 1;
    }

    public T[] ToArray() => _pending.Count == 0 ? [] : [.. _pending];
}
