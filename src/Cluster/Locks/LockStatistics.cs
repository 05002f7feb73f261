namespace Cluster.Locks;

/// <summary>How much the cluster's locks are used.</summary>
/// <param name="Held">Claims that hold: a lock with three readers counts three times. What a process passes on among its own callers is one claim.</param>
/// <param name="Waiting">Claims that wait.</param>
/// <param name="Grants">Claims that were granted, at once or after waiting.</param>
/// <param name="HandOffs">Claims that were granted after waiting for somebody else to let go.</param>
/// <param name="Expired">Claims that held when their client's lease ended.</param>
/// <param name="Broken">Claims that were put out by force.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockStatistics")]
public sealed record LockStatistics(
    [property: Id(0)] long Held,
    [property: Id(1)] long Waiting,
    [property: Id(2)] long Grants,
    [property: Id(3)] long HandOffs,
    [property: Id(4)] long Expired,
    [property: Id(5)] long Broken)
{
    /// <summary>Nothing at all.</summary>
    public static LockStatistics None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public static LockStatistics operator +(LockStatistics left, LockStatistics right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new LockStatistics(
            left.Held + right.Held,
            left.Waiting + right.Waiting,
            left.Grants + right.Grants,
            left.HandOffs + right.HandOffs,
            left.Expired + right.Expired,
            left.Broken + right.Broken);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static LockStatistics Add(LockStatistics left, LockStatistics right) => left + right;
}
