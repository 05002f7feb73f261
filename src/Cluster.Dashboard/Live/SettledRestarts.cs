using System.Collections.Concurrent;

namespace Cluster.Dashboard.Live;

/// <summary>
/// How often each resource had been restarted when it last stood still, running or ended. One that starts with more restarts than that has died;
/// with as many, somebody started it.
/// </summary>
internal sealed class SettledRestarts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(IReadOnlyList<ResourceStatus> resources)
    {
        foreach (var resource in resources.Where(resource => resource.State is ResourceState.Running or ResourceState.Exited))
        {
            _counts[resource.Name] = resource.Restarts;
        }
    }

    public bool IsComingBack(ResourceStatus resource) =>
        resource.State == ResourceState.Starting && resource.Restarts > _counts.GetValueOrDefault(resource.Name);
}
