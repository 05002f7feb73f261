namespace Cluster.Transactions.Running;

/// <summary>A participant that comes with the platform: it can tell more of why it votes no.</summary>
internal interface IInnerParticipant : ITransactionParticipant
{
    /// <summary>After a no: the failure for which it would never be another answer, which goes to the transaction's caller; null when another attempt may succeed.</summary>
    Exception? Refusal { get; }

    /// <summary>The transaction's code has failed: whether all that it saw here was the state at one moment, so that the failure means something.</summary>
    ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failure of the transaction's code says that another's work was in the way.</summary>
    bool IsConflict(Exception failure);
}
