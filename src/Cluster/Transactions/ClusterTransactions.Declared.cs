using System.Runtime.ExceptionServices;
using System.Text;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;
using Orleans.Serialization;

namespace Cluster.Transactions;

public sealed partial class ClusterTransactions
{
    /// <summary>The largest result of a declared transaction, and the largest exception that is passed on as it is, in bytes as Orleans' serializer writes them: 16 KiB.</summary>
    public const int MaxDeclaredResultBytes = 16 << 10;

    /// <summary>How many states a declared transaction may name: 256.</summary>
    public const int MaxDeclaredStates = 256;

    /// <summary>
    /// Runs a transaction that says ahead which states it touches: it is sent to a silo, put into an order with others, and carried out in a batch with them (as in Calvin, Thomson et al., SIGMOD 2012, and
    /// the deterministic transactions of Snapper, Liu et al., SIGMOD 2022). Declared transactions are never aborted for a conflict with each other, however many touch the same states.
    /// </summary>
    /// <remarks>
    /// <para>They are strictly serializable together with those of <see cref="RunAsync{TResult}(Func{ClusterTransaction, Task{TResult}}, TransactionOptions?, CancellationToken)"/> over the same states, and durable on a majority
    /// of silos before this returns. Each is carried out once, whichever silos die. </para>
    /// <para>It works from a client and inside a grain, but is no part of a transaction that it is called in: there it throws.</para>
    /// </remarks>
    /// <returns>What <see cref="IDeclaredTransaction{TResult}.Run"/> has returned.</returns>
    /// <exception cref="TransactionInDoubtException">Its time was over without an answer: it was carried out, or will be within seconds, or never.</exception>
    /// <exception cref="TransactionAbortedException">Its time was over before it could be sent: nothing takes effect.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; it may take effect all the same.</exception>
    /// <exception cref="InvalidOperationException">A state that it names is none of its grain, or the silo does not know its type; or it is called within a transaction. Nothing took effect.</exception>
    /// <exception cref="ArgumentException">It names no state, or too many; or Orleans can't serialize it; or an option is out of its range.</exception>
    public async Task<TResult> RunDeclaredAsync<TResult>(IDeclaredTransaction<TResult> transaction, TransactionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var chosen = (options ?? TransactionOptions.Default).Checked();
        if (TransactionScope.Current is { IsOpen: true })
            throw new InvalidOperationException("A declared transaction is a transaction of its own and can't be part of another: run it outside of RunAsync and ReadAsync.");
        var states = transaction.States.Count();
        if (states is 0 or > MaxDeclaredStates)
            throw new ArgumentException($"A declared transaction names 1 to {MaxDeclaredStates} states; {transaction.GetType()} names {states}.", nameof(transaction));
        cancellationToken.ThrowIfCancellationRequested();
        var code = Encode(transaction);
        return await TransactionActivities.ObserveDeclaredAsync(transaction.GetType().Name, () => RunDeclaredAsync<TResult>(code, chosen.Timeout, cancellationToken));
    }

    private byte[] Encode<TResult>(IDeclaredTransaction<TResult> transaction)
    {
        try
        {
            return _runner.Registers.Serializer.SerializeToArray<DeclaredCode>(new DeclaredCode<TResult>(transaction));
        }
        catch (CodecNotFoundException failure)
        {
            throw new ArgumentException($"{transaction.GetType()} can't be sent to a silo: {failure.Message} Mark it and its parts with [GenerateSerializer].", nameof(transaction), failure);
        }
    }

    private async Task<TResult> RunDeclaredAsync<TResult>(byte[] code, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = _runner.Now;
        var wait = _runner.Declared.Begin(code);
        await ((Task)wait.Answer).WaitAsync(timeout, _runner.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!wait.Answer.IsCompleted)
        {
            var isUnsent = _runner.Declared.End(wait);
            cancellationToken.ThrowIfCancellationRequested();
            _runner.Watch.CountDeclared(isUnsent ? TransactionOutcome.Aborted : TransactionOutcome.Unknown, AbortCause.Deadline, _runner.Now - began);
            throw isUnsent
                ? new TransactionAbortedException($"No silo could be asked to carry out the declared transaction within {timeout}. Nothing took effect.", TransactionAbortCause.Deadline)
                : InDoubt(wait, $"has no answer after {timeout}");
        }

        var answer = await wait.Answer;
        _runner.Watch.CountDeclared(
            answer.Kind switch
            {
                DeclaredResultKind.Returned => TransactionOutcome.Committed,
                DeclaredResultKind.UnknownSession => TransactionOutcome.Unknown,
                _ => TransactionOutcome.Aborted,
            },
            AbortCause.Requested,
            _runner.Now - began);
        switch (answer.Kind)
        {
            case DeclaredResultKind.Returned:
                return _runner.Registers.Serializer.Deserialize<TResult>(answer.Value!)!;
            case DeclaredResultKind.Threw:
                ExceptionDispatchInfo.Throw(_runner.Registers.Serializer.Deserialize<Exception>(answer.Value!)!);
                return default!;
            case DeclaredResultKind.Impossible:
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Value!));
            default:
                throw InDoubt(wait, "was asked about when its results were kept no longer");
        }
    }

    private static TransactionInDoubtException InDoubt(DeclaredWait wait, string what) => new(
        $"Declared transaction {wait.Session}.{wait.Number} {what}. It was carried out, or will be within seconds, or never; never in part.", $"{wait.Session}.{wait.Number}");
}
