namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// A state whose copies come to agree however their changes are delivered: merging is commutative, associative and idempotent
/// (Shapiro et al., Conflict-free Replicated Data Types, 2011).
/// </summary>
/// <remarks>
/// Changes are made as deltas, small states of the same type that any copy merges (Almeida et al., Delta State Replicated Data Types, 2018).
/// A lost delta is no harm: the whole state merges just as well.
/// </remarks>
internal interface IConvergent<TSelf>
    where TSelf : class, IConvergent<TSelf>
{
    /// <summary>The least state that contains both. Returns this object itself when the other adds nothing to it.</summary>
    TSelf Merge(TSelf other);

    /// <summary>Equal for equal states, and different for different ones but for a chance of about 2^-64.</summary>
    ulong Digest { get; }
}
