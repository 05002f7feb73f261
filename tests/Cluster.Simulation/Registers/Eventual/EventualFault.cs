namespace Cluster.Simulation.Registers.Eventual;

/// <summary>A mistake that is put into the host around the protocol, to see that the checkers find it.</summary>
internal enum EventualFault
{
    None,

    /// <summary>Replicas neither hand over what others missed nor compare trees.</summary>
    NeverRepairs,

    /// <summary>Any replica answers a session, whatever the session has seen.</summary>
    IgnoresTokensOnRead,

    /// <summary>A write is stamped by a clock that has not witnessed the session's token.</summary>
    IgnoresTokensOnWrite,

    /// <summary>Changes leave before they are durable.</summary>
    SendsBeforeSync,
}
