using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Servers;

/// <summary>Stands in for a server with one SQLite file, which the silos open themselves.</summary>
internal sealed class EmbeddedDriver(string type, string file, string reason) : ResourceDriver, IConnectionSource
{
    public override string Type => type;

    public override string Source => $"embedded SQLite ({reason})";

    public string ConnectionString => $"Data Source={file}";

    public string ProviderType => "Sqlite";

    public override Task<HealthReport> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(
        Directory.Exists(Path.GetDirectoryName(file))
            ? HealthReport.Healthy
            : HealthReport.Unhealthy($"the folder {Path.GetDirectoryName(file)} is gone; stop the AppHost and start it again"));
}
