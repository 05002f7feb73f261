using Cluster.Silo.Storage;
using Cluster.Storage;
using Microsoft.Extensions.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("PostgresDatabase", "GrainStorage", "Silo", typeof(PostgresGrainStorageBuilder))]

namespace Cluster.Silo.Storage;

/// <summary>
/// Answers <c>Orleans:GrainStorage:NAME:ProviderType=PostgresDatabase</c>: the name that Aspire writes for a PostgreSQL database and that Orleans does not know.
/// </summary>
internal sealed class PostgresGrainStorageBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddGrainDatabase(new PostgresGrainDatabase(name ?? "Default", builder.Configuration.RequireConnectionString(configurationSection)));
}
