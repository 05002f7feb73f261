namespace Cluster.Transactions;

/// <summary>The transaction was aborted: nothing that it wrote has taken or will take effect.</summary>
[GenerateSerializer, Alias("Cluster.Transactions.TransactionAbortedException")]
public sealed class TransactionAbortedException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public TransactionAbortedException(string message, TransactionAbortCause cause, Exception? innerException = null) : base(message, innerException) => Cause = cause;

    /// <summary>Why; of several attempts, the last one's cause.</summary>
    [Id(0)]
    public TransactionAbortCause Cause { get; }
}
