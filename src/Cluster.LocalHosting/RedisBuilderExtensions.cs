using Cluster.LocalHosting.ApplicationModel;

namespace Cluster.LocalHosting;

/// <summary>Adds Redis to an application.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>
    /// Adds a Redis server: the one a connection string names, else one found on this machine and started privately, else the embedded store.
    /// </summary>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null) =>
        builder.AddResource(new RedisResource(name, port));

    /// <summary>Keeps the data of a run for the next one, under <c>.cluster/NAME</c>.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder)
    {
        builder.Resource.KeepsData = true;
        return builder;
    }
}
