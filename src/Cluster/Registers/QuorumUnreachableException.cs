namespace Cluster.Registers;

/// <summary>
/// A majority of a register's replicas could not be reached in time: silos are down, or this side of a partition is the smaller one.
/// <see cref="MayHaveTakenEffect"/> says whether a write may have happened all the same.
/// </summary>
[GenerateSerializer, Alias("Cluster.Registers.QuorumUnreachableException")]
public sealed class QuorumUnreachableException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public QuorumUnreachableException(string message, bool mayHaveTakenEffect) : base(message) => MayHaveTakenEffect = mayHaveTakenEffect;

    /// <summary>
    /// False: it surely had and will have no effect. True: replicas were asked and did not answer, so it may have taken effect, may yet, or never will.
    /// Always false for reads.
    /// </summary>
    [Id(0)]
    public bool MayHaveTakenEffect { get; }
}
