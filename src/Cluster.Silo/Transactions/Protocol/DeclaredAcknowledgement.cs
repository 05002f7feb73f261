using System.Collections.Immutable;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Which answers a caller does not wait for: those of its requests up to <paramref name="Through"/>, but for <paramref name="Open"/>. It stays true.</summary>
/// <param name="Through">The last request that it has numbered.</param>
/// <param name="Open">Those whose answers it still waits for.</param>
internal sealed record DeclaredAcknowledgement(long Through, ImmutableSortedSet<long> Open)
{
    public static DeclaredAcknowledgement None { get; } = new(0, []);

    /// <summary>Whether the caller waits for the answer to a request.</summary>
    public bool IsOpen(long number) => number > Through || Open.Contains(number);

    /// <summary>What both tell together, whichever is the older.</summary>
    public DeclaredAcknowledgement With(DeclaredAcknowledgement other)
    {
        var (older, newer) = Through < other.Through ? (this, other) : (other, this);
        return newer with { Open = newer.Open.Except(newer.Open.Where(number => !older.IsOpen(number))) };
    }
}
