using System.Runtime.ExceptionServices;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;

namespace Cluster.Transactions;

/// <summary>
/// Transactions over grains, strictly serializable: they take effect at one moment between their call and its return, all of it or nothing, for all clients, whatever
/// crashes, pauses or is cut off. docs/guarantees.md says what holds and what it rests on. Safe for use by many threads at once.
/// </summary>
public sealed partial class ClusterTransactions
{
    /// <summary>The largest value of a transactional state, in bytes as Orleans' serializer writes it: 64 KiB.</summary>
    public const int MaxStateBytes = 64 << 10;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    private readonly TransactionRunner _runner;

    internal ClusterTransactions(TransactionRunner runner) => _runner = runner;

    /// <summary>
    /// Runs code as one transaction: the calls of grains that are made in it, and in the grains that they lead to, take part with what they do to their
    /// <see cref="ITransactionalState{T}"/>. Commits when the code returns, and aborts when it throws.
    /// </summary>
    /// <remarks>
    /// <para>The code may run several times, of which one counts: after a conflict with another transaction or the loss of a silo it is run again, until
    /// <see cref="TransactionOptions.Timeout"/>. So it should have no other effects, and nothing that it saw should leave it but by its result. It awaits every call that it makes.</para>
    /// <para>An exception of the code is passed on when what the code had read was the state at one moment; otherwise it is run again.</para>
    /// <para>Called within a transaction, in a grain, too, it joins that: its code is then part of the other and commits with it.</para>
    /// <para>Registers, databases, locks and participants of your own take part through the <see cref="ClusterTransaction"/> that the code is given, where the transaction was begun.</para>
    /// <para>Not transactional are one-way calls, streams, and whatever else is no <see cref="ITransactionalState{T}"/>: fields of grains, other storage.</para>
    /// </remarks>
    /// <returns>What the code returned in the attempt that committed.</returns>
    /// <exception cref="TransactionAbortedException">Its time was over, or the code asked for it: nothing took effect.</exception>
    /// <exception cref="TransactionInDoubtException">Its time was over while it was being decided.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the code had returned: nothing took effect; or later: then it may have.</exception>
    /// <exception cref="InvalidOperationException">The code, or a grain that it called, returned while calls of its own were under way. Nothing took effect.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Task<TResult> RunAsync<TResult>(
        Func<ClusterTransaction, Task<TResult>> code, TransactionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return RunAsync(code, (options ?? TransactionOptions.Default).Checked(), isReadOnly: false, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TResult}(Func{ClusterTransaction, Task{TResult}}, TransactionOptions?, CancellationToken)"/>
    public Task RunAsync(Func<ClusterTransaction, Task> code, TransactionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return RunAsync(
            async transaction =>
            {
                await code(transaction);
                return true;
            },
            options,
            cancellationToken);
    }

    /// <summary>
    /// Runs code that only reads, without locks: no writer waits for it. All that it read was the state at one moment between the call and its return. When others' commits
    /// come between, it is run again, and after <see cref="TransactionOptions.LockAfterAttempts"/> attempts under shared locks.
    /// </summary>
    /// <exception cref="InvalidOperationException">The code writes, or returned while calls of its own were under way.</exception>
    /// <exception cref="TransactionAbortedException">Its time was over.</exception>
    /// <inheritdoc cref="RunAsync{TResult}(Func{ClusterTransaction, Task{TResult}}, TransactionOptions?, CancellationToken)"/>
    public Task<TResult> ReadAsync<TResult>(
        Func<ClusterTransaction, Task<TResult>> code, TransactionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return RunAsync(code, (options ?? TransactionOptions.Default).Checked(), isReadOnly: true, cancellationToken);
    }

    /// <summary>
    /// For participants of one's own (<see cref="ITransactionParticipant"/>) that are in doubt: tells what was decided of a transaction, after it was aborted if nothing was decided yet. What
    /// it tells holds for ever. Only for what is still prepared: once all participants have committed, the decision is forgotten, and this would then tell of an abort.
    /// </summary>
    /// <param name="transaction">The transaction's name, as it was given to <see cref="ITransactionParticipant.PrepareAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting. The transaction may be aborted all the same.</param>
    /// <exception cref="Cluster.Registers.QuorumUnreachableException">No majority answered in time: nothing is known. Ask again.</exception>
    /// <exception cref="OutcomeUnknownException">Nothing is known. Ask again.</exception>
    public async Task<TransactionDecision> ResolveAsync(string transaction, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(transaction);
        return await _runner.Decisions.DecideAsync(transaction, Decision.Aborted, cancellationToken) == Decision.Committed
            ? TransactionDecision.Committed
            : TransactionDecision.Aborted;
    }

    /// <summary>
    /// Promises of grains that are older than <paramref name="age"/> and not decided, oldest first, as the silos know that this process is connected to: all of them, from a client. Empty
    /// but for the seconds after the crash of a silo, while a majority lives.
    /// </summary>
    public async Task<IReadOnlyList<UndecidedTransaction>> UndecidedAsync(TimeSpan age, CancellationToken cancellationToken = default) =>
        await _runner.Messenger.UndecidedAsync(age).WaitAsync(cancellationToken);

    private async Task<TResult> RunAsync<TResult>(
        Func<ClusterTransaction, Task<TResult>> code, TransactionOptions options, bool isReadOnly, CancellationToken cancellationToken)
    {
        if (TransactionScope.Current is { IsOpen: true } outer)
        {
            return outer.Context.IsReadOnly && !isReadOnly
                ? throw new InvalidOperationException("A transaction that may write can't be run within one that only reads: use RunAsync for the outer one, too.")
                : await code(new ClusterTransaction(outer, cancellationToken));
        }

        var first = _runner.NextId();
        return await TransactionActivities.ObserveAsync(first.Name, isReadOnly, () => RunAttemptsAsync(first, code, options, isReadOnly, cancellationToken));
    }

    private async Task<TResult> RunAttemptsAsync<TResult>(
        TransactionId first, Func<ClusterTransaction, Task<TResult>> code, TransactionOptions options, bool isReadOnly, CancellationToken cancellationToken)
    {
        var (deadline, owner) = (_runner.Now + options.Timeout, _runner.CurrentOwner());
        for (var id = first; ; id = id with { Attempt = id.Attempt + 1 })
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = deadline - _runner.Now;
            var context = new TransactionContext(_runner.Origin(id, owner), isReadOnly && id.Attempt <= options.LockAfterAttempts, isReadOnly, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            var ended = await new AttemptRun<TResult>(_runner, context, code).RunAsync(cancellationToken);
            switch (ended.Outcome)
            {
                case TransactionOutcome.Committed when ended.Failure is null:
                    return ended.Result!;
                case TransactionOutcome.Committed:
                    ExceptionDispatchInfo.Throw(ended.Failure);
                    break;
                case TransactionOutcome.Unknown when ended.Failure is null:
                    throw new TransactionInDoubtException(
                        $"Transaction {id.Name} was being decided when its time of {options.Timeout} was over. It may have committed, may yet, or may be aborted; its participants decide it among themselves.",
                        id.Name);
                case TransactionOutcome.Aborted when ended.Cause == AbortCause.Requested:
                    ExceptionDispatchInfo.Throw(ended.Failure!);
                    break;
            }

            var pause = (ShortestPause + (ShortestPause * 4 * Random.Shared.NextDouble())) * Math.Min(8, id.Attempt);
            if (_runner.Now + pause >= deadline)
            {
                throw new TransactionAbortedException(
                    $"Transaction {id.Name} was aborted: its time of {options.Timeout} was over after {id.Attempt} attempt(s), the last of which {Tell(ended.Cause)}. Nothing took effect.",
                    Public(ended.Cause),
                    ended.Failure);
            }

            if (id.Attempt > 1 || ended.Cause is not (AbortCause.Wounded or AbortCause.Overtaken))
                await Task.Delay(pause, _runner.Time, cancellationToken);
        }
    }

    internal static TransactionAbortCause Public(AbortCause? cause) => cause switch
    {
        AbortCause.Requested => TransactionAbortCause.Requested,
        AbortCause.Wounded => TransactionAbortCause.Wounded,
        AbortCause.SessionLost => TransactionAbortCause.ParticipantLost,
        AbortCause.Refused => TransactionAbortCause.Refused,
        AbortCause.Overtaken => TransactionAbortCause.Overtaken,
        _ => TransactionAbortCause.Deadline,
    };

    internal static string Tell(AbortCause? cause) => cause switch
    {
        AbortCause.Wounded => "gave way to an older transaction that needed what it had locked",
        AbortCause.SessionLost => "lost a participant, or an answer of one",
        AbortCause.Refused => "was refused by a participant",
        AbortCause.Overtaken => "was overtaken by a commit that changed what it had read",
        AbortCause.Requested => "was given up",
        _ => "did not end in time",
    };
}
