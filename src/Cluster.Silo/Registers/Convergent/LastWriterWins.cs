using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Convergent;

/// <summary>The newest of the weaker writes to a register; null is an absent value, which stands as a tombstone until a newer write.</summary>
/// <remarks>
/// How weaker writes are ordered against strong ones: each carries the newest strong version that its replica knew, and that comes first in
/// the order. So a strong write buries every weaker write that had not seen it, and a weaker write made over it shows until the next.
/// </remarks>
internal sealed record LastWriterWins(WeakVersion Version, byte[]? Value) : IConvergent<LastWriterWins>
{
    public static LastWriterWins Empty { get; } = new(default, null);

    public ulong Digest => Version.Digest;

    public LastWriterWins Merge(LastWriterWins other) => other.Version > Version ? other : this;
}
