namespace Cluster.Registers.Protocol;

/// <summary>What a client asks of a register.</summary>
internal enum RegisterOpKind : byte
{
    Read,

    /// <summary>Put the value; null deletes.</summary>
    Write,

    /// <summary>Put the value if the register has the expected version.</summary>
    CompareAndSet,

    /// <summary>Read as soon as the register has another version than the expected one, or when the time is over.</summary>
    Watch,
}
