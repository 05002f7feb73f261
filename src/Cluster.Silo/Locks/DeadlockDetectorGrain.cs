using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Locks;

/// <summary>
/// Moves messages for the <see cref="DeadlockFinder"/>. It looks when a shard says that an owner waits, twice in a short time, and then ever less
/// often for as long as owners wait; where none does it is idle. Nothing rests on there being one: two pick the same victim, and what is lost with one that
/// crashes the shards tell again.
/// </summary>
[Reentrant]
internal sealed class DeadlockDetectorGrain(TimeProvider time, IEnumerable<IFurtherWaits> further, ILogger<DeadlockDetectorGrain> logger) : Grain, IDeadlockDetectorGrain
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>A shard or client that takes longer is left out: a deadlock that it is part of is found when it is back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly DeadlockFinder _finder = new();
    private readonly SortedSet<int> _suspects = [];
    private IGrainTimer _timer = null!;
    private TimeSpan _pause;
    private bool _isLooking;
    private bool _isTold;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    public Task SuspectAsync(int shard)
    {
        _suspects.Add(shard);
        LookSoon();
        return Task.CompletedTask;
    }

    public Task SuspectTransactionsAsync()
    {
        // No circle is of items alone.
        if (_suspects.Count > 0)
            LookSoon();
        return Task.CompletedTask;
    }

    private void LookSoon()
    {
        _isTold = true;
        if (!_isLooking)
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        _isLooking = true;
        try
        {
            _pause = _isTold ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            _isTold = false;
            var items = Task.WhenAll(further.Select(waits => waits.CollectAsync(Patience)));
            var claims = await Task.WhenAll(_suspects.Select(CollectAsync));
            if (_finder.Look(claims.OfType<ShardWaits>().SelectMany(GraphEntry.Of).Concat((await items).SelectMany(entries => entries))) is { } graph)
                await BreakAsync(graph);
        }
        finally
        {
            _isLooking = false;
            if (_isTold || _suspects.Count > 0)
                _timer.Change(_isTold ? TimeSpan.Zero : _pause, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task<ShardWaits?> CollectAsync(int shard)
    {
        try
        {
            var waits = await GrainFactory.GetGrain<ILockShardGrain>(shard).WaitsAsync(ofOwners: true).WaitAsync(Patience, time);
            if (waits.Locks.Length == 0)
                _suspects.Remove(shard);
            return waits;
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            logger.NoAnswer(e, $"lock shard {shard}");
            return null;
        }
    }

    private async Task BreakAsync(WaitGraph graph)
    {
        var entries = graph.Entries.ToList();
        var attempts = entries.Select(entry => entry.Transaction).OfType<TransactionOrigin>().DistinctBy(origin => origin.Id).ToList();
        var running = Task.WhenAll(further.Select(waits => waits.FindRunningAsync(attempts, Patience)));
        var standing = await Task.WhenAll(entries.OfType<ClaimEntry>().GroupBy(entry => (entry.Contender.Session, entry.Contender.Route)).Select(ConfirmAsync));
        var confirmed = DeadlockFinder.Confirmed(entries, standing.SelectMany(claims => claims).ToHashSet(), (await running).SelectMany(ids => ids).ToHashSet());
        foreach (var deadlock in confirmed.BreakAll())
        {
            var victim = deadlock.Victim;
            await GrainFactory.GetGrain<ILockShardGrain>(victim.Shard).RefuseDeadlockedAsync(
                victim.Epoch, victim.Contender.Session, victim.Contender.Claim, victim.Contender.UpgradeAttempt, deadlock.Cycle);
        }
    }

    /// <summary>What of a client's claims the client itself confirms: a shard may not have heard yet what it has let go of, or gave up.</summary>
    private async Task<IEnumerable<ClaimEntry>> ConfirmAsync(IGrouping<(Guid Session, string Route), ClaimEntry> ofClient)
    {
        ClaimEntry[] entries = [.. ofClient];
        try
        {
            var client = GrainFactory.GetGrain<ILockClient>(GrainId.Parse(ofClient.Key.Route));
            var answers = await client.ConfirmAsync([.. entries.Select(entry => entry.Question)]).WaitAsync(Patience, time);
            return entries.Where((_, i) => answers[i]);
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            logger.NoAnswer(e, entries[0].Contender.Client);
            return [];
        }
    }

    private static bool IsNoAnswer(Exception e) => e is TimeoutException or OrleansException or ClientNotAvailableException;
}
