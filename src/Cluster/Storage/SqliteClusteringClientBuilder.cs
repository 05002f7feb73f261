using Cluster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Messaging;
using Orleans.Providers;

[assembly: RegisterProvider("Sqlite", "Clustering", "Client", typeof(SqliteClusteringClientBuilder))]

namespace Cluster.Storage;

/// <summary>Answers <c>Orleans:Clustering:ProviderType=Sqlite</c> in a client.</summary>
internal sealed class SqliteClusteringClientBuilder : IProviderBuilder<IClientBuilder>
{
    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.Services.AddSqliteClusterDatabase(builder.Configuration, configurationSection);
        builder.Services.AddSingleton<IGatewayListProvider, SqliteGatewayListProvider>();
    }
}
