namespace Cluster.Transactions;

/// <summary>
/// A named state of a grain. Reads and writes belong to the transaction that the grain was called in: nobody sees what is written before it commits, and what
/// was read stays as it was until then. Its committed value is replicated and survives crashes of silos, of all at once, too.
/// </summary>
/// <remarks>
/// <para>A grain may have several. They are kept together in one record that is written as a whole, so a grain is as large as its states are; each may have up to
/// <see cref="ClusterTransactions.MaxStateBytes"/> when it is serialized.</para>
/// <para>The grain must be <c>[Reentrant]</c>: while one call waits for a lock, the one that holds it must be let in. States, unlike fields, are safe under that.</para>
/// <para>All methods throw <see cref="InvalidOperationException"/> outside of a transaction and <see cref="TransactionAbortedException"/> when the transaction has lost
/// its locks here. Let that pass: the transaction is run again.</para>
/// </remarks>
/// <typeparam name="T">What Orleans' serializer takes. A state that was never written is <c>new T()</c> if T has a public constructor without parameters, and default(T) otherwise.</typeparam>
/// <example><code>
/// [Reentrant]
/// public sealed class AccountGrain([TransactionalState("balance")] ITransactionalState&lt;long&gt; balance) : Grain, IAccountGrain
/// {
///     public Task DepositAsync(long amount) => balance.UpdateAsync(now => now + amount);
///     public Task&lt;long&gt; BalanceAsync() => balance.ReadAsync();
/// }
/// </code></example>
public interface ITransactionalState<T>
{
    /// <summary>Reads under a shared lock; in a transaction of <see cref="ClusterTransactions.ReadAsync"/> without one. The value is the caller's own copy.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    /// <exception cref="TransactionAbortedException">The transaction is over here.</exception>
    Task<T> ReadAsync();

    /// <summary>Reads under an exclusive lock, since a write may follow: of two transactions that read and then write, none is aborted for it.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    Task<T> ReadForUpdateAsync();

    /// <summary>Writes, under an exclusive lock.</summary>
    /// <exception cref="ArgumentException">The value has more than <see cref="ClusterTransactions.MaxStateBytes"/> bytes.</exception>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    Task WriteAsync(T value);

    /// <summary>Reads, changes and writes, under an exclusive lock.</summary>
    /// <param name="change">Gives the new value for the present one.</param>
    /// <returns>The new value.</returns>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    Task<T> UpdateAsync(Func<T, T> change);

    /// <summary>Reads, changes the object that was read, and writes it, under an exclusive lock.</summary>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    Task UpdateAsync(Action<T> change);
}
