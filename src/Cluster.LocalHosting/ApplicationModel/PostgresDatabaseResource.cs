namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server; created when it does not exist.</summary>
public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <summary>Its name on the server.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary>The server that holds it.</summary>
    public PostgresServerResource Parent { get; } = parent;
}
