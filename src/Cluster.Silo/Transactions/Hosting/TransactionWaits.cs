using Cluster.Silo.Locks;
using Cluster.Silo.Locks.Deadlocks;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Silo.Transactions.Watching;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Shows whoever looks for deadlocks which transactions wait for items, over all silos. Safe for use by many threads at once.</summary>
internal sealed class TransactionWaits(
    IGrainFactory grains, IClusterMembershipService membership, ITransactionWatchClient silos, TimeProvider time, ILogger<TransactionWaits> logger) : IFurtherWaits
{
    /// <summary>Shorter waits are no deadlock yet.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan BetweenSuspicions = TimeSpan.FromMilliseconds(50);
    private readonly long _began = time.GetTimestamp();
    private long _toldAt = long.MinValue;

    /// <summary>A transaction here has waited for a while.</summary>
    public void Suspect()
    {
        var (now, told) = (time.GetElapsedTime(_began).Ticks, Volatile.Read(ref _toldAt));
        if (told != long.MinValue && now - told < BetweenSuspicions.Ticks)
            return;
        if (Interlocked.CompareExchange(ref _toldAt, now, told) == told)
            grains.GetGrain<IDeadlockDetectorGrain>(0).SuspectTransactionsAsync().Ignore();
    }

    public async Task<IEnumerable<GraphEntry>> CollectAsync(TimeSpan patience)
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        var waits = await Task.WhenAll(members.Select(member => AskAsync(silos.On(member.SiloAddress).WaitsAsync(Least), member.Name, patience)));
        return waits.OfType<ParticipantWaits[]>().SelectMany(ofSilo => ofSilo).SelectMany(GraphEntry.Of);
    }

    public async Task<IReadOnlySet<TransactionId>> FindRunningAsync(IEnumerable<TransactionOrigin> attempts, TimeSpan patience)
    {
        var running = await Task.WhenAll(attempts.GroupBy(attempt => (attempt.Route, attempt.Client)).Select(async ofClient =>
        {
            var ids = ofClient.Select(attempt => attempt.Id).ToArray();
            var answers = await AskAsync(grains.GetGrain<ITransactionPeer>(GrainId.Parse(ofClient.Key.Route)).AreRunningAsync(ids), ofClient.Key.Client, patience);
            return answers is null ? [] : ids.Where((_, i) => answers[i]);
        }));
        return running.SelectMany(ids => ids).ToHashSet();
    }

    private async Task<TAnswer?> AskAsync<TAnswer>(Task<TAnswer> asked, string whom, TimeSpan patience)
        where TAnswer : class
    {
        try
        {
            return await asked.WaitAsync(patience, time);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or ClientNotAvailableException)
        {
            logger.NotAsked(failure, whom);
            return null;
        }
    }
}
