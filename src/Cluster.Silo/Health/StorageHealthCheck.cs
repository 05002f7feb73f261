using Cluster.Silo.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cluster.Silo.Health;

/// <summary>Ready means that each database that grains are stored in answers.</summary>
internal sealed class StorageHealthCheck(IEnumerable<GrainDatabase> databases, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var reached = new List<string>();
        foreach (var database in databases)
        {
            try
            {
                await database.PingAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
                reached.Add($"{database.Name} ({database.Kind})");
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                return new HealthCheckResult(
                    context.Registration.FailureStatus, $"Grain storage '{database.Name}' ({database.Kind}) does not answer: {failure.Message}", failure);
            }
        }

        return HealthCheckResult.Healthy(reached.Count == 0 ? "Grain storage is the host's own." : $"{string.Join(", ", reached)} answers.");
    }
}
