namespace Cluster.Locks.SharedMemory;

/// <summary>64-bit words that several processes see. Each operation is atomic and sequentially consistent, and is done whole or not at all when its process is killed.</summary>
internal abstract class SharedWords
{
    public abstract long Read(int word);

    public abstract void Write(int word, long value);

    /// <summary>Replaces a value; false when another was there.</summary>
    public abstract bool TryReplace(int word, long from, long to);

    /// <summary>Adds one, and gives the sum.</summary>
    public abstract long Increment(int word);
}
