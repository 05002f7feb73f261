namespace Cluster.Simulation.Transactions.Registers;

/// <summary>What a client asks of a register's home.</summary>
internal enum RegisterCallKind
{
    Read,

    /// <summary>A plain write: it expects nothing. What it writes is computed at the home from what is there, so that the history can be checked.</summary>
    Append,

    CompareAndSet,
    Promise,
    Settle,
    Decide,
    Forget,
}
