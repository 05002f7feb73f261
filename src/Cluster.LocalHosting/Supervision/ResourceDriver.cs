using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Supervision;

/// <summary>What its supervisor must know of a resource: how to start it, whether it is healthy, how to stop it.</summary>
internal abstract class ResourceDriver : IAsyncDisposable
{
    /// <summary>As in <see cref="Control.ResourceStatus.Type"/>.</summary>
    public abstract string Type { get; }

    /// <summary>What serves the resource, in one line.</summary>
    public abstract string Source { get; }

    public virtual IReadOnlyList<string> Endpoints => [];

    /// <summary>True for a program that does its work and ends, and is not started again when it fails.</summary>
    public virtual bool RunsToCompletion => false;

    public virtual int StopSignal => Posix.Terminate;

    /// <summary>How long a graceful stop may take; silos drain within 30 s.</summary>
    public virtual TimeSpan StopTimeout => TimeSpan.FromSeconds(35);

    /// <summary>Makes ready for a start, and gives the process to start; null for a resource without one.</summary>
    /// <exception cref="CannotStartException">It cannot be started, and trying again would not help.</exception>
    public virtual Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<ProcessSpec?>(null);

    /// <summary>Checks once; a resource that cannot be reached is unhealthy, not an error.</summary>
    public abstract Task<HealthReport> CheckAsync(CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
