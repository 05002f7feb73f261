namespace Cluster.Silo.Registers.Protocol;

/// <summary>What a replica made of a request.</summary>
internal enum ReplicaAnswer
{
    Done,

    /// <summary>A higher ballot was promised. Final: this ballot is never accepted here any more.</summary>
    Outbid,

    /// <summary>A guarded proposal met a newer version. Final.</summary>
    Overtaken,

    /// <summary>The proposal's base is not here; send it along.</summary>
    BaseMissing,

    /// <summary>The replica knows a later configuration.</summary>
    StaleEpoch,

    /// <summary>The replica has not caught up under the request's configuration, or has not heard of it.</summary>
    NotServing,
}
