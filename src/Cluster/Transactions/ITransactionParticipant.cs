namespace Cluster.Transactions;

/// <summary>
/// Something beside grains that takes part in a transaction: a database, a queue, a file. Write one and give it to <see cref="ClusterTransaction.Enlist"/>.
/// </summary>
/// <remarks>
/// <para>The contract is that of two-phase commit (Gray 1978) with presumed abort. The decision stands in a replicated register, which is set after all votes; so
/// a participant whose coordinator was lost can always learn it, from any process, with <see cref="ClusterTransactions.ResolveAsync"/>.</para>
/// <para>What a participant owes: after a yes, all that was done in the transaction is durable and can be committed and aborted alike, by another process and after a crash, too; and
/// whatever it finds prepared and undecided for longer than its patience, after a restart at the latest, it asks for with <see cref="ClusterTransactions.ResolveAsync"/>, and obeys.</para>
/// <para>Participants that are no grains are asked to prepare at once, and before the grains are. For the transaction to be strictly serializable, a participant keeps what was read and written there as it is from the operation until
/// it has voted, and what was written from others' eyes until it is told.</para>
/// <para>No two calls for one transaction overlap. Calls may be repeated, and Abort may come without Prepare; what is done already is no error then.</para>
/// </remarks>
public interface ITransactionParticipant
{
    /// <summary>Tells it from the other participants of the same transaction, in messages of errors, too.</summary>
    string Name { get; }

    /// <summary>Asks for the promise to commit when told, whatever happens. An exception counts as a no.</summary>
    /// <param name="transaction">The transaction's name, <see cref="ClusterTransaction.Name"/>: at most 60 characters out of 0-9, a-f and -.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    ValueTask<TransactionVote> PrepareAsync(string transaction, CancellationToken cancellationToken);

    /// <summary>The transaction is committed: makes what it did here visible, durably. After an exception it is called again.</summary>
    /// <inheritdoc cref="PrepareAsync" path="/param"/>
    ValueTask CommitAsync(string transaction, CancellationToken cancellationToken);

    /// <summary>The transaction is aborted: undoes what it did here. After an exception it is not called again; the participant finds what is prepared by itself.</summary>
    /// <inheritdoc cref="PrepareAsync" path="/param"/>
    ValueTask AbortAsync(string transaction, CancellationToken cancellationToken);
}
