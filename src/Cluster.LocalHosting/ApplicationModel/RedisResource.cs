namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A Redis server, or what stands in for it on this machine.</summary>
public sealed class RedisResource(string name, int? port = null)
    : Resource(name), IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal int? Port { get; } = port;

    internal bool KeepsData { get; set; }
}
