namespace Cluster.Registers.Protocol;

/// <summary>What a client asks of a register.</summary>
internal enum RegisterOpKind : byte
{
    Read,

    /// <summary>Put the value; null deletes.</summary>
    Write,

    /// <summary>Put the value if the register has the expected version.</summary>
    CompareAndSet,
}
