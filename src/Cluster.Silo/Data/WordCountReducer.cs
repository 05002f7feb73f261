namespace Cluster.Data;

/// <summary>Adds the values of a key. A sum beyond 64 bits fails the job.</summary>
public sealed class WordCountReducer : Reducer
{
    /// <inheritdoc />
    public override long Reduce(ReadOnlySpan<byte> key, long left, long right) => checked(left + right);
}
