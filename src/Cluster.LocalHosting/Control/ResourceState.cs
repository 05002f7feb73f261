using System.Text.Json.Serialization;

namespace Cluster.LocalHosting.Control;

/// <summary>Where a resource stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResourceState>))]
public enum ResourceState
{
    /// <summary>Waits for what it depends on.</summary>
    Waiting,

    /// <summary>Its process was started and is not healthy yet.</summary>
    Starting,

    /// <summary>Its process runs and is healthy.</summary>
    Running,

    /// <summary>Its process runs and its health check fails.</summary>
    Unhealthy,

    /// <summary>It was asked to stop and drains.</summary>
    Stopping,

    /// <summary>It ended by itself with exit code 0, or was stopped by request.</summary>
    Exited,

    /// <summary>It could not be started, or ended with an error; <see cref="ResourceStatus.Reason"/> says why.</summary>
    FailedToStart,
}
