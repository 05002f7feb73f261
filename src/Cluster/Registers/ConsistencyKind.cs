namespace Cluster.Registers;

/// <summary>What an operation on a register promises; see <see cref="ConsistencyLevel"/>.</summary>
public enum ConsistencyKind
{
    /// <summary>Linearizable.</summary>
    Strong,

    /// <summary>Not older than a bound.</summary>
    BoundedStaleness,

    /// <summary>What the session has seen before, or newer.</summary>
    Session,

    /// <summary>Any replica; all agree some time after the last write.</summary>
    Eventual,

    /// <summary>Any replica; a write is acknowledged from its memory.</summary>
    Weak,

    /// <summary>As many replicas as the caller says.</summary>
    Replicas,
}
