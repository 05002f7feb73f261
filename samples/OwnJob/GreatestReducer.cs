using Cluster.Data;

namespace OwnJob;

/// <summary>Keeps the greatest value of each key. Associative and commutative, as a reducer must be: it is the combiner too.</summary>
public sealed class GreatestReducer : Reducer
{
    /// <inheritdoc />
    public override long Reduce(ReadOnlySpan<byte> key, long left, long right) => Math.Max(left, right);
}
