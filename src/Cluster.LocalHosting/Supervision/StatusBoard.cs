using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Supervision;

/// <summary>Tells whoever waits that some resource's status has changed.</summary>
internal sealed class StatusBoard
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSource();

    /// <summary>Completes at the next change. Take it before reading what may change, so that no change is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Each status as it changes, from the thread that changes it.</summary>
    public event Action<ResourceStatus>? StatusChanged;

    public void Publish(ResourceStatus status)
    {
        StatusChanged?.Invoke(status);
        NotifyChanged();
    }

    public void NotifyChanged()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (changed, _changed) = (_changed, NewSource());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
