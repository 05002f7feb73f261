using Cluster.Registers;
using Cluster.Registers.Calling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cluster.Transactions.Postgres;

/// <summary>
/// Finishes prepared transactions of one database whose coordinators are gone: looks for those of this cluster, asks for their decisions, makes one where there is none, and commits or rolls back. Any
/// number may run beside each other and beside the coordinators.
/// </summary>
internal sealed class PostgresTransactionRecovery(
    NpgsqlDataSource source, ClusterRegisters registers, IOptions<PostgresRecoveryOptions> options, TimeProvider time, ILogger<PostgresTransactionRecovery> logger) : BackgroundService
{
    private readonly RegisterDecisions _decisions = new(registers);
    private readonly ClusterIdentity _identity = new(registers);
    private readonly Dictionary<PreparedName, long> _since = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        var isWell = true;
        do
        {
            try
            {
                await LookAsync(stoppingToken);
                isWell = true;
            }
            catch (Exception failure) when (failure is NpgsqlException or ClusterException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                // The database or the cluster is away; both may come back. Told once.
                if (isWell)
                    logger.RecoveryInterrupted(failure, source.ConnectionString is { Length: > 0 } ? new NpgsqlConnectionStringBuilder(source.ConnectionString).Database ?? "" : "");
                isWell = false;
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    /// <summary>Looks once, and finishes what has been prepared for too long.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var prefix = PreparedName.Prefix(await _identity.GetAsync(cancellationToken));
        var names = await PreparedTransactions.ListAsync(source, prefix, cancellationToken);
        foreach (var gone in _since.Keys.Except(names).ToArray())
            _since.Remove(gone);
        foreach (var name in names)
        {
            // By this process's own clock: the server's says nothing about it.
            if (!_since.TryAdd(name, time.GetTimestamp()) && time.GetElapsedTime(_since[name]) >= options.Value.LeaveFor)
                await FinishAsync(name, prefix, cancellationToken);
        }
    }

    private async Task FinishAsync(PreparedName name, string prefix, CancellationToken cancellationToken)
    {
        var reading = await _decisions.ReadAsync(name.Transaction, cancellationToken);
        var isCommitted = reading.IsKept;
        if (reading is { IsKnown: true, IsKept: null })
        {
            // A decision is forgotten only when all is finished; that it still stands shows that there was none.
            if (!(await PreparedTransactions.ListAsync(source, prefix, cancellationToken)).Contains(name))
                return;
            isCommitted = await _decisions.DecideAsync(name.Transaction, isKept: false, cancellationToken);
        }

        if (isCommitted is not { } decided)
            return;
        if (await PreparedTransactions.FinishAsync(source, name, decided, cancellationToken))
            logger.Recovered(name.ToString(), decided ? "committed" : "rolled back");
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
