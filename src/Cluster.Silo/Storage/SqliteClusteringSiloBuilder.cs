using Cluster.Silo.Storage;
using Cluster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;

[assembly: RegisterProvider("Sqlite", "Clustering", "Silo", typeof(SqliteClusteringSiloBuilder))]

namespace Cluster.Silo.Storage;

/// <summary>Answers <c>Orleans:Clustering:ProviderType=Sqlite</c> in a silo.</summary>
internal sealed class SqliteClusteringSiloBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.Services.AddSqliteClusterDatabase(builder.Configuration, configurationSection);
        builder.Services.AddSingleton<IMembershipTable, SqliteMembershipTable>();
    }
}
