using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>A request of a proposer on its way to a replica.</summary>
internal readonly record struct OutgoingCall(HostedRegister Register, ReplicaCall Call)
{
    public ReplicaShardRequest ToReplica => new(Register.Shard, Call.Request);

    /// <summary>A commit tells replicas what they would find out anyway; it travels with the next message.</summary>
    public bool CanWait => Call.Request is CommitRequest;

    /// <summary>Reads must not wait behind what waits for the disk.</summary>
    public bool IsRead => Call.Request is ReadRequest;
}
