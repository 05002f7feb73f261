namespace Cluster.Data;

/// <summary>
/// Folds the values of one key, in the map partition (as combiner) and in the reduce partition. It must be associative and commutative:
/// the order and the grouping of the values are not defined.
/// </summary>
public abstract class Reducer
{
    /// <summary>Called once before the first <see cref="Reduce"/>, with the job's settings.</summary>
    public virtual void Configure(IReadOnlyDictionary<string, string> settings)
    {
    }

    /// <summary>The value that stands for both.</summary>
    public abstract long Reduce(ReadOnlySpan<byte> key, long left, long right);
}
