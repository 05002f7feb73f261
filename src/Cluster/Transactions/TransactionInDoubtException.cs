namespace Cluster.Transactions;

/// <summary>
/// The transaction's time was over while it was being decided: it may have committed, may yet, or may be aborted. Its participants decide it among
/// themselves as soon as a majority of silos can be reached; it never takes effect in part. Read what it would have written before you repeat it.
/// </summary>
[GenerateSerializer, Alias("Cluster.Transactions.TransactionInDoubtException")]
public sealed class TransactionInDoubtException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public TransactionInDoubtException(string message, string transaction) : base(message) => Transaction = transaction;

    /// <summary>The transaction's name.</summary>
    [Id(0)]
    public string Transaction { get; }
}
