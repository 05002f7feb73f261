using Cluster.Locks;
using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Registers;
using Cluster.Transactions.Running;

namespace Cluster.Transactions;

/// <summary>A transaction under way, as the code that runs in it sees it.</summary>
public sealed class ClusterTransaction
{
    private readonly TransactionScope _scope;
    private int _messages;

    internal ClusterTransaction(TransactionScope scope, CancellationToken cancellationToken) => (_scope, CancellationToken) = (scope, cancellationToken);

    /// <summary>A name that no other attempt at any transaction has.</summary>
    public string Name => _scope.Context.Id.Name;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => _scope.Context.Id.Attempt;

    /// <summary>Whether it was begun by <see cref="ClusterTransactions.ReadAsync"/> and can't write.</summary>
    public bool IsReadOnly => _scope.Context.IsReadOnly;

    /// <summary>
    /// Lets something beside grains take part: it is asked to prepare when the code has returned, and told what was decided. The transaction is then decided in a register of its
    /// own, which takes one more round.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transaction was begun elsewhere, by whoever called this grain: enlist where it was begun. Or its code has returned already.</exception>
    /// <exception cref="ArgumentException">Another participant of the transaction has the same name.</exception>
    public void Enlist(ITransactionParticipant participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        ArgumentException.ThrowIfNullOrEmpty(participant.Name);
        _scope.Enlist(participant);
    }

    /// <summary>Cancelled when nobody waits for this attempt any more.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What is lost with the silos' memory cannot keep a promise that others have on disk.</summary>
    private static string NameOf<T>(Register<T> register) => register.Durability == RegisterDurability.Durable
        ? register.Name
        : throw new ArgumentException($"Register '{register.Name}' is kept in memory; only durable registers take part in transactions.", nameof(register));

    internal RegisterPromise Promise => _scope.Context.Id.ToPromise();

    internal OuterParticipants Outer => _scope.Outer ?? throw new InvalidOperationException(
        $"Registers, databases, locks and participants of your own take part where the transaction was begun, not in a grain that was called in it (transaction {Name}).");

    /// <summary>
    /// Reads a register in the transaction: what the transaction itself has written or read before, or else what a strong read finds. Nothing is locked; if the register has changed when the transaction commits, the
    /// transaction is run again.
    /// </summary>
    /// <exception cref="ArgumentException">The register is kept in memory.</exception>
    /// <exception cref="QuorumUnreachableException">No majority answered in time.</exception>
    /// <exception cref="InvalidOperationException">The transaction is being committed, or was begun elsewhere.</exception>
    public ValueTask<RegisterValue<T>> ReadAsync<T>(Register<T> register, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(register);
        _scope.ThrowIfClosed();
        return Outer.Registers.ReadAsync<T>(NameOf(register), cancellationToken);
    }

    /// <summary>
    /// Writes a register when the transaction commits, together with everything else. Whoever uses the register without a transaction sees all of the transaction or nothing: strong reads, writes and compare-and-sets
    /// that come in between wait for its decision, and those of weaker levels see the value before.
    /// </summary>
    /// <param name="register">The register.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeToLive">How long the value lasts, from when it is promised; for ever by default.</param>
    /// <exception cref="ArgumentException">The value is too large, the time to live is not positive, or the register is kept in memory.</exception>
    /// <exception cref="InvalidOperationException">The transaction can't write, is being committed, or was begun elsewhere.</exception>
    public void Write<T>(Register<T> register, T value, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(register);
        if (timeToLive <= TimeSpan.Zero)
            throw new ArgumentException($"A time to live is positive; this one is {timeToLive}.", nameof(timeToLive));
        Writable.Write(NameOf(register), register.Bytes(value), timeToLive);
    }

    /// <summary>Makes a register absent when the transaction commits.</summary>
    /// <exception cref="ArgumentException">The register is kept in memory.</exception>
    /// <exception cref="InvalidOperationException">The transaction can't write, is being committed, or was begun elsewhere.</exception>
    public void Delete<T>(Register<T> register)
    {
        ArgumentNullException.ThrowIfNull(register);
        Writable.Write(NameOf(register), null, null);
    }

    /// <summary>
    /// Makes the commit depend on a lock: the transaction commits only if no transaction that required the lock with a newer fencing token has committed before it. The lock's tokens never go down in the serial order of
    /// the transactions that require it, whatever clocks, pauses and crashes do. A newer holder shuts out the earlier ones with the first transaction of its own that requires the lock, even an empty one.
    /// </summary>
    /// <remarks>
    /// That the lock is held is also looked at, before the commit, by this process's clock; what is guaranteed does not rest on it. Not guaranteed: that the transaction fails as soon as somebody else has been granted
    /// the lock and has not committed anything yet.
    /// </remarks>
    /// <param name="handle">An exclusive lock of the cluster.</param>
    /// <exception cref="LeaseLostException">The lock is not held any more. From the commit, too.</exception>
    /// <exception cref="ArgumentException">The lock is shared, or a permit of a semaphore: their tokens don't tell who comes after whom.</exception>
    /// <exception cref="InvalidOperationException">The transaction can't write, is being committed, or was begun elsewhere.</exception>
    public void RequireLock(LockHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle.Mode != LockMode.Exclusive)
            throw new ArgumentException($"A transaction can require an exclusive lock only; '{handle.Name}' is held as {handle.Mode}, and others may hold it at the same time.", nameof(handle));
        Writable.Require(new LockRequirement(handle));
    }

    /// <summary>
    /// Sends a message if the transaction commits: it becomes durable with the commit, or not at all, and is then handed to the silos' handler of its type, registered with
    /// <c>AddOutboxHandler</c>, until that took it.
    /// </summary>
    /// <remarks>
    /// The handler is given it at least once, whatever crashes, and takes effect once if it tells repetitions by the key (<see cref="Cluster.Sagas.IOutboxHandler{TMessage}"/>). Not guaranteed: an order among messages. What is
    /// sent in an attempt that is run again does not leave.
    /// </remarks>
    /// <param name="message">What Orleans' serializer takes; those of one transaction 32 KiB together at most.</param>
    /// <param name="key">Its identity, the same each time it is handed over; by default one that no other message has.</param>
    /// <exception cref="ArgumentException">The transaction's messages are too large, or it has sent one with this key.</exception>
    /// <exception cref="ClusterException">From the commit: so many messages wait that there is no room. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The transaction can't write, is being committed, or was begun elsewhere.</exception>
    public void Send<TMessage>(TMessage message, string? key = null)
        where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(message);
        Writable.Send(message, key ?? $"{Name}/{Interlocked.Increment(ref _messages)}");
    }

    private RegisterParticipant Writable
    {
        get
        {
            _scope.ThrowIfClosed();
            return IsReadOnly
                ? throw new InvalidOperationException($"Transaction {Name} was begun by ReadAsync and can't write: use RunAsync.")
                : Outer.Registers;
        }
    }
}
