using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Terminal;

/// <summary>States as people read them.</summary>
internal static class StateWords
{
    public static string Of(ResourceState state) => state switch
    {
        ResourceState.FailedToStart => "failed to start",
        _ => state.ToString().ToLowerInvariant(),
    };

    public static string ColourOf(ResourceState state) => state switch
    {
        ResourceState.Running => "green",
        ResourceState.Unhealthy or ResourceState.FailedToStart => "red",
        ResourceState.Exited => "grey",
        _ => "yellow",
    };
}
