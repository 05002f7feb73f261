namespace Cluster.Silo.Data.Messages;

/// <summary>How a silo takes a driver's message.</summary>
internal enum Standing
{
    /// <summary>It belongs to the newest driver that the silo knows of.</summary>
    Current,

    /// <summary>A driver of a later epoch has taken over; the sender must stop.</summary>
    Fenced,

    /// <summary>The silo does not know the job (any more); outputs it had are lost.</summary>
    Unknown,
}
