namespace Cluster.Dashboard.Live;

internal static class ResourceStateExtensions
{
    /// <summary>The state as the predicate of a sentence about the resource.</summary>
    public static string Words(this ResourceState state) =>
        state == ResourceState.FailedToStart ? "failed to start" : $"is {state.ToString().ToLowerInvariant()}";

    /// <summary>The state as a label.</summary>
    public static string Title(this ResourceState state) => state == ResourceState.FailedToStart ? "Failed" : state.ToString();

    /// <summary>True while the resource has a process that may be stopped.</summary>
    public static bool IsUp(this ResourceState state) =>
        state is ResourceState.Waiting or ResourceState.Starting or ResourceState.Running or ResourceState.Unhealthy;
}
