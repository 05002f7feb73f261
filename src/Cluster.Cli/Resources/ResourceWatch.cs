using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary>Waits until the resources stand as they were asked to.</summary>
internal static class ResourceWatch
{
    public const int DefaultTimeoutSeconds = 120;

    /// <summary>
    /// Watches until <paramref name="isDone"/>, telling <paramref name="changed"/> of each resource whose state differs from the last one seen.
    /// </summary>
    /// <param name="what">What is waited for, as the end of a sentence: <c>silo has 5 replicas</c>.</param>
    /// <exception cref="CommandFailedException">
    /// The time is up (exit code 4: it goes on without us), or the AppHost ended meanwhile (exit code 1).
    /// </exception>
    public static async Task<IReadOnlyList<ResourceStatus>> UntilAsync(
        ControlClient control,
        Func<IReadOnlyList<ResourceStatus>, bool> isDone,
        Action<ResourceStatus> changed,
        string what,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var seen = new Dictionary<string, ResourceState>();
        IReadOnlyList<ResourceStatus> latest = [];
        try
        {
            await foreach (var resources in control.WatchAsync(either.Token))
            {
                latest = resources;
                foreach (var resource in resources)
                {
                    // That what ran still runs is no news.
                    if (seen.GetValueOrDefault(resource.Name, ResourceState.Running) != resource.State)
                    {
                        changed(resource);
                    }

                    seen[resource.Name] = resource.State;
                }

                if (isDone(resources))
                {
                    return resources;
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var pending = latest.Where(r => r.State is not (ResourceState.Running or ResourceState.Exited)).Select(Describe).ToList();
            throw new CommandFailedException(
                ExitCode.Unknown,
                $"{timeout.TotalSeconds:0} s were not enough until {what}. It goes on; see 'cluster status --watch'."
                + (pending.Count > 0 ? $" Not yet there: {string.Join("; ", pending)}." : ""),
                e);
        }

        throw new CommandFailedException(ExitCode.Failed, $"The AppHost ended before {what}.");
    }

    private static string Describe(ResourceStatus resource) =>
        resource.Reason is null ? $"{resource.Name} ({resource.State})" : $"{resource.Name} ({resource.State}: {resource.Reason})";

    /// <summary>A resource that could not be started ends the waiting.</summary>
    /// <exception cref="CommandFailedException">One of them failed to start (exit code 1).</exception>
    public static void ThrowIfAnyFailed(IEnumerable<ResourceStatus> resources)
    {
        if (resources.FirstOrDefault(r => r.State == ResourceState.FailedToStart) is { } failed)
        {
            throw new CommandFailedException(
                ExitCode.Failed, $"{failed.Name} failed to start: {failed.Reason?.TrimEnd('.') ?? "no reason given"}. See 'cluster logs {failed.Name}'.");
        }
    }
}
