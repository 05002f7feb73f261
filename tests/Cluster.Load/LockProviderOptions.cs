namespace Cluster.Load;

/// <summary>Where a process takes its locks from.</summary>
internal sealed class LockProviderOptions
{
    /// <summary>cluster, shared-memory, file-system or rabbitmq.</summary>
    public string Provider { get; set; } = "cluster";

    /// <summary>The folder, or the address of the broker; nothing for the cluster, which the environment names.</summary>
    public string At { get; set; } = "";

    /// <summary>The lease that this process asks for, where the provider lets it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);
}
