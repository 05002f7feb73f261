using Cluster.Silo.Storage;
using Cluster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;

[assembly: RegisterProvider("Sqlite", "Reminders", "Silo", typeof(SqliteRemindersSiloBuilder))]

namespace Cluster.Silo.Storage;

/// <summary>Answers <c>Orleans:Reminders:ProviderType=Sqlite</c>.</summary>
internal sealed class SqliteRemindersSiloBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.AddReminders();
        builder.Services.AddSqliteClusterDatabase(builder.Configuration, configurationSection);
        builder.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
    }
}
