namespace Cluster.Transactions.Protocol;

/// <summary>What a transaction asks of a register.</summary>
internal enum RegisterRequestKind
{
    /// <summary>To hold a promise beside its value.</summary>
    Promise,

    /// <summary>Which version it has.</summary>
    Check,

    /// <summary>To end the promise.</summary>
    Settle,
}
