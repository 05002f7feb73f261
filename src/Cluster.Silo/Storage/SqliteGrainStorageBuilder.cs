using Cluster.Silo.Storage;
using Cluster.Storage;
using Microsoft.Extensions.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("Sqlite", "GrainStorage", "Silo", typeof(SqliteGrainStorageBuilder))]

namespace Cluster.Silo.Storage;

/// <summary>Answers <c>Orleans:GrainStorage:NAME:ProviderType=Sqlite</c>.</summary>
internal sealed class SqliteGrainStorageBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddGrainDatabase(new SqliteGrainDatabase(name ?? "Default", builder.Configuration.RequireConnectionString(configurationSection)));
}
