using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cluster.Storage;

/// <summary>Finds the connection string that a provider's section names.</summary>
internal static class ConnectionStrings
{
    /// <summary>The section's own <c>ConnectionString</c>, or the one that its <c>ServiceKey</c> or <c>ConnectionName</c> names.</summary>
    /// <exception cref="ClusterException">There is none; the message says what to set.</exception>
    public static string RequireConnectionString(this IConfiguration settings, IConfigurationSection section)
    {
        if (section["ConnectionString"] is { Length: > 0 } own)
        {
            return own;
        }

        var name = section["ServiceKey"] ?? section["ConnectionName"];
        if (string.IsNullOrEmpty(name))
        {
            throw new ClusterException($"{section.Path} needs a database: set {section.Path}:ServiceKey to the name of a connection string, or {section.Path}:ConnectionString.");
        }

        return settings.GetConnectionString(name) is { Length: > 0 } named
            ? named
            : throw new ClusterException($"{section.Path} names the connection string '{name}' but there is none; set ConnectionStrings:{name}.");
    }

    public static IServiceCollection AddSqliteClusterDatabase(this IServiceCollection services, IConfiguration settings, IConfigurationSection section)
    {
        var connectionString = settings.RequireConnectionString(section);
        services.TryAddSingleton(_ => new SqliteClusterDatabase(connectionString));
        return services;
    }
}
