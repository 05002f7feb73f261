using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Cluster.Storage;

/// <summary>
/// Registers the connections that Orleans' Redis providers ask for: an <see cref="IConnectionMultiplexer"/> keyed by the <c>ServiceKey</c> of each
/// section under <c>Orleans</c> whose <c>ProviderType</c> is Redis. One that the host registered itself is left alone.
/// </summary>
internal static class RedisConnections
{
    public static IServiceCollection AddRedisConnections(this IServiceCollection services, IConfiguration settings)
    {
        var orleans = settings.GetSection("Orleans");
        var sections = new[] { orleans.GetSection("Clustering"), orleans.GetSection("Reminders") }
            .Concat(orleans.GetSection("GrainStorage").GetChildren())
            .Concat(orleans.GetSection("GrainDirectory").GetChildren());
        foreach (var name in sections.Where(section => section["ProviderType"] == "Redis").Select(section => section["ServiceKey"]).Distinct())
        {
            if (!string.IsNullOrEmpty(name) && settings.GetConnectionString(name) is { Length: > 0 } connectionString)
            {
                services.TryAddKeyedSingleton<IConnectionMultiplexer>(name, (_, _) => ConnectionMultiplexer.Connect(ParseOptions(connectionString)));
            }
        }

        return services;
    }

    private static ConfigurationOptions ParseOptions(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        // A process outlives a restart of Redis: it serves on with what it knows and connects again in the background.
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 500);
        return options;
    }
}
