namespace Cluster.Dashboard.Live;

/// <summary>The way into the cluster, once there is one: Orleans answers calls only after its client has met a first silo.</summary>
internal sealed class ClusterConnection(ClusterClient client, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string NotYet = "No silo has answered yet; the cluster may still be starting.";

    /// <summary>How long a first silo is waited for before its absence is news: connecting to a cluster that runs takes a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();

    /// <summary>True for the first seconds of the process, in which it is no wonder that no silo has been met.</summary>
    public bool IsNew => time.GetElapsedTime(_start) < Patience;

    /// <summary>True from the first silo on; that silos come and go after it is the client's own concern.</summary>
    public bool IsOpen => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>The client.</summary>
    /// <exception cref="ClusterUnreachableException">No silo has been met yet.</exception>
    public ClusterClient Client => IsOpen ? client : throw new ClusterUnreachableException(NotYet);

    /// <summary>Waits for the first silo.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        // The host has started when all of its services have, and the Orleans client among them starts by connecting.
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(open.SetResult);
        await open.Task.WaitAsync(cancellationToken);
    }
}
