using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>Keeps the greatest value.</summary>
public sealed class MaxReducer : Reducer
{
    public override long Reduce(ReadOnlySpan<byte> key, long left, long right) => Math.Max(left, right);
}
