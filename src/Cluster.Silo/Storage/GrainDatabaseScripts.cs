using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Cluster.Silo.Storage;

/// <summary>Applies the scripts of the silo's grain databases as it starts, before Orleans reads its queries out of them.</summary>
internal sealed partial class GrainDatabaseScripts(
    IEnumerable<GrainDatabase> databases, TimeProvider time, ILogger<GrainDatabaseScripts> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(GrainDatabaseScripts), ServiceLifecycleStage.RuntimeStorageServices, ApplyAllAsync);

    private async Task ApplyAllAsync(CancellationToken cancellationToken)
    {
        foreach (var database in databases)
        {
            await ApplyAsync(database, cancellationToken);
        }
    }

    private async Task ApplyAsync(GrainDatabase database, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await database.ApplyScriptAsync(cancellationToken);
                LogApplied(logger, database.Name, database.Kind);
                return;
            }
            catch (DbException failure) when (database.IsTransient(failure) && time.GetElapsedTime(start) < Patience)
            {
                LogRetrying(logger, database.Name, database.Kind, failure.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (DbException failure)
            {
                throw new ClusterException($"Grain storage '{database.Name}' ({database.Kind}) cannot be used: {failure.Message}", failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Grain storage '{Name}' ({Kind}) is ready")]
    private static partial void LogApplied(ILogger logger, string name, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Grain storage '{Name}' ({Kind}) does not answer yet: {Reason}")]
    private static partial void LogRetrying(ILogger logger, string name, string kind, string reason);
}
