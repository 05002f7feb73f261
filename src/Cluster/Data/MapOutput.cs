namespace Cluster.Data;

/// <summary>Where a <see cref="Mapper"/> puts its pairs. Pairs of one key are combined at once, in the partition.</summary>
public abstract class MapOutput
{
    /// <summary>Adds a pair. The key's bytes are copied; it may be empty and is at most 1 MiB long.</summary>
    public abstract void Emit(ReadOnlySpan<byte> key, long value);
}
