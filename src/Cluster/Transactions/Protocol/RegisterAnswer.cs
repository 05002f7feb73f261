namespace Cluster.Transactions.Protocol;

/// <summary>What became of a <see cref="RegisterRequest"/>.</summary>
internal enum RegisterAnswer
{
    /// <summary>It was done; a promise stands, a settled one surely stands no more.</summary>
    Done,

    /// <summary>The register had another version than the expected one.</summary>
    Mismatch,

    /// <summary>It was not done, and will not be.</summary>
    Failed,

    /// <summary>It may have been done, may yet, or never will.</summary>
    Unknown,
}
