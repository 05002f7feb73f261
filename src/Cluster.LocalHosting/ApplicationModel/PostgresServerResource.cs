namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A PostgreSQL server, or what stands in for it on this machine.</summary>
public sealed class PostgresServerResource(string name, int? port = null)
    : Resource(name), IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal int? Port { get; } = port;

    internal bool KeepsData { get; set; }

    internal List<PostgresDatabaseResource> Databases { get; } = [];
}
