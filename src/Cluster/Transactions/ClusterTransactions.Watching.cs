using Cluster.Transactions.Watching;

namespace Cluster.Transactions;

/// <content>What there is and how it goes, for people and tools.</content>
public sealed partial class ClusterTransactions
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Attempts at transactions that silos remember, those under way among them, the newest first. Each silo remembers the last of those that its participants and coordinators have
    /// seen (<c>Cluster:Transactions:Journal</c>, 1,000 by default) in its memory; clients tell silos of theirs twice a second. Silos that cannot be reached are left out.
    /// </summary>
    /// <param name="state">Only those that stand so; null for all.</param>
    /// <param name="limit">At most how many, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<TransactionStatus>> ListAsync(TransactionState? state = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await Inspector.ListAsync(state, limit).WaitAsync(cancellationToken);
    }

    /// <summary>An attempt at a transaction, with all that is remembered of it; null when nothing is.</summary>
    /// <param name="name">Its name, as <see cref="ClusterTransaction.Name"/> tells it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<TransactionStatus?> DescribeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Inspector.DescribeAsync(name).WaitAsync(cancellationToken);
    }

    /// <summary>How many transactions committed and were aborted, why, how long they took, and how many are active, prepared and in doubt now, over all silos that can be reached.</summary>
    public Task<TransactionStatistics> StatisticsAsync(CancellationToken cancellationToken = default) => Inspector.StatisticsAsync().WaitAsync(cancellationToken);

    /// <summary>
    /// Lets the participants that have promised to commit a transaction find out now what became of it, rather than when their patience is over, and waits for it. It never decides anything that they
    /// would not have decided themselves: nobody can force an outcome, since others may have acted on the other one.
    /// </summary>
    /// <param name="name">The attempt's name.</param>
    /// <param name="patience">How long to wait; 5 s by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How it stands then; null when nothing is remembered of it.</returns>
    public async Task<TransactionStatus?> FinishAsync(string name, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var until = _runner.Now + (patience ?? TimeSpan.FromSeconds(5));
        while (true)
        {
            var status = await DescribeAsync(name, cancellationToken);
            if (status is not { State: TransactionState.Prepared or TransactionState.Unknown } || _runner.Now >= until)
                return status;
            await Inspector.HastenAsync(name).WaitAsync(cancellationToken);
            await Task.Delay(LookAgainAfter, _runner.Time, cancellationToken);
        }
    }

    private ITransactionInspector Inspector => _runner.Watch.Grains.GetGrain<ITransactionInspector>(0);
}
