namespace Cluster.LocalHosting.Servers;

/// <summary>A driver whose resource others reach by a connection string.</summary>
internal interface IConnectionSource
{
    string ConnectionString { get; }

    /// <summary>As Orleans' configuration names it: <c>Redis</c>, <c>PostgresDatabase</c> or <c>Sqlite</c>.</summary>
    string ProviderType { get; }
}
