using Cluster.Transactions;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>Asks all silos what they have seen, and puts together what they have seen of the same attempt.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class TransactionInspector(
    IClusterMembershipService membership, ITransactionWatchClient silos, TransactionJournal journal, TimeProvider time, ILogger<TransactionInspector> logger) : Grain, ITransactionInspector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<TransactionStatus[]> ListAsync(TransactionState? state, int limit)
    {
        // Each silo has seen a part: what stands as prepared on one may be committed by what another has heard.
        var seen = (await AskAllAsync(silo => silo.ListAsync(state, limit))).SelectMany(part => part).Select(status => status.Name).Distinct(StringComparer.Ordinal).ToArray();
        var parts = (await AskAllAsync(silo => silo.DescribeAsync(seen))).SelectMany(part => part);
        return
        [
            .. parts.GroupBy(status => status.Name, StringComparer.Ordinal).Select(TransactionStatus.Merge)
                .Where(status => state is null || status.State == state)
                .OrderByDescending(status => status.Events.Count > 0 ? status.Events[0].At : status.StartedAt)
                .Take(limit),
        ];
    }

    public async Task<TransactionStatus?> DescribeAsync(string name) =>
        (await AskAllAsync(silo => silo.DescribeAsync([name]))).SelectMany(part => part).ToList() is { Count: > 0 } parts ? TransactionStatus.Merge(parts) : null;

    public async Task<TransactionStatistics> StatisticsAsync() =>
        (await AskAllAsync(silo => silo.CountAsync())).Aggregate(TransactionStatistics.None, (one, other) => one + other);

    public Task HastenAsync(string name) => AskAllAsync(async silo =>
    {
        await silo.HastenAsync(name);
        return true;
    });

    public Task ReportAsync(CoordinatorReport report)
    {
        journal.Counts.Add(report.Counts);
        foreach (var attempt in report.Attempts)
            journal.Add(attempt);
        return Task.CompletedTask;
    }

    private async Task<List<TAnswer>> AskAllAsync<TAnswer>(Func<ITransactionWatch, Task<TAnswer>> ask)
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        var answers = await Task.WhenAll(members.Select(member => AskAsync(member, ask)));
        return [.. answers.Where(answer => answer.IsAnswered).Select(answer => answer.Answer!)];
    }

    private async Task<(bool IsAnswered, TAnswer? Answer)> AskAsync<TAnswer>(ClusterMember member, Func<ITransactionWatch, Task<TAnswer>> ask)
    {
        try
        {
            return (true, await ask(silos.On(member.SiloAddress)).WaitAsync(Patience, time));
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            logger.NotAsked(failure, member.Name);
            return (false, default);
        }
    }
}
