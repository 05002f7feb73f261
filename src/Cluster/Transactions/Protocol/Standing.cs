namespace Cluster.Transactions.Protocol;

/// <summary>What a participant knows of a session that another asked about. Each is final but <see cref="Prepared"/>.</summary>
internal enum Standing
{
    /// <summary>It never prepared and never will; or it committed so long ago that all others must have, too.</summary>
    Refused,

    /// <summary>It prepared durably and knows no more.</summary>
    Prepared,

    /// <summary>It committed, durably.</summary>
    Committed,
}
