using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>Runs a transaction's code once and then asks for the commit.</summary>
internal sealed class AttemptRun<TResult>(TransactionRunner runner, TransactionContext context, Func<ClusterTransaction, Task<TResult>> code)
{
    public async Task<AttemptEnd<TResult>> RunAsync(CancellationToken cancellationToken)
    {
        var attempt = runner.Begin(context);
        using var cancelling = cancellationToken.Register(() => attempt.Abort(AbortCause.Requested));
        using var over = new CancellationTokenSource();
        var running = RunCodeAsync(attempt.Scope, over.Token);
        if (!running.IsCompleted)
            await Task.WhenAny(running, attempt.Outcome);
        if (!running.IsCompleted)
        {
            // Its time is over, or it was cancelled: the code goes on alone and can do no harm any more.
            _ = running.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await over.CancelAsync();
            var given = await attempt.Outcome;
            cancellationToken.ThrowIfCancellationRequested();
            return new AttemptEnd<TResult>(given.Outcome, given.Cause, default, null);
        }

        var (result, failure) = (default(TResult), default(Exception));
        try
        {
            result = await running;
        }
#pragma warning disable CA1031 // It is passed on, if what the code had read holds.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        failure = await attempt.PrepareOuterAsync(failure);
        if (!attempt.Commit(reads: failure is not null) && failure is null)
        {
            failure = new InvalidOperationException(
                $"Transaction {context.Id.Name} was aborted: its code, or a grain that it called, returned while calls of its own were under way. Await every call that is made in a transaction.");
        }

        var outcome = await attempt.Outcome.WaitAsync(failure is null ? cancellationToken : CancellationToken.None);
        if (failure is null && outcome.Cause == AbortCause.Requested)
            cancellationToken.ThrowIfCancellationRequested();
        return new AttemptEnd<TResult>(outcome.Outcome, outcome.Cause, result, failure);
    }

    private async Task<TResult> RunCodeAsync(TransactionScope scope, CancellationToken over)
    {
        TransactionScope.Current = scope;
        return await code(new ClusterTransaction(scope, over));
    }
}
