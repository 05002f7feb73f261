namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// Who replicates a shard: a record that is changed only by compare-and-swap (Lamport, Malkhi, Zhou: Vertical Paxos and Primary-Backup
/// Replication, PODC 2009).
/// </summary>
/// <remarks>
/// A new configuration first catches up from the last active one and is activated when a quorum of its members has. Proposers act
/// under active configurations only; one that was never active can be given up, since nothing was ever decided under it.
/// </remarks>
/// <param name="Epoch">Counts configurations up; the first is 1.</param>
/// <param name="Members">The replicas.</param>
/// <param name="IsActive">Whether a quorum of the members has caught up.</param>
/// <param name="SourceEpoch">The last active configuration before this one; 0 before the first.</param>
/// <param name="Sources">Its members.</param>
/// <param name="Origin">The epoch at which the shard last began with nothing, its registers being lost; versions since then have no lower time. 0 for the first.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaConfiguration")]
internal sealed record ReplicaConfiguration(
    [property: Id(0)] long Epoch,
    [property: Id(1)] IReadOnlyList<ReplicaMember> Members,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] long SourceEpoch,
    [property: Id(4)] IReadOnlyList<ReplicaMember> Sources,
    [property: Id(5)] long Origin = 0)
{
    public int Quorum => QuorumOf(Members.Count);

    public static int QuorumOf(int members) => members / 2 + 1;

    public static ReplicaConfiguration First(IReadOnlyList<ReplicaMember> members) => new(1, members, false, 0, []);

    public ReplicaConfiguration Next(IReadOnlyList<ReplicaMember> members) => IsActive
        ? new ReplicaConfiguration(Epoch + 1, members, false, Epoch, Members, Origin)
        : new ReplicaConfiguration(Epoch + 1, members, false, SourceEpoch, Sources, Origin);

    /// <summary>
    /// A configuration that has nothing to catch up from. Only for a shard of which no quorum can ever be had again: all that it held is given up.
    /// </summary>
    public ReplicaConfiguration BeginAnew(IReadOnlyList<ReplicaMember> members) => new(Epoch + 1, members, false, 0, [], Epoch + 1);

    public ReplicaConfiguration Activate() => this with { IsActive = true };
}
