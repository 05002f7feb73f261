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

    /// <summary>Put a promise beside the value if the register has the expected version, or whatever it has.</summary>
    Promise,

    /// <summary>End a promise, if it still stands: the promised value takes its place, or the one before comes back with its version.</summary>
    Settle,

    /// <summary>Of a decision register: decide a promise, unless it is decided.</summary>
    Decide,

    /// <summary>Of a decision register: drop the entry of a promise that stands nowhere any more.</summary>
    Forget,
}
