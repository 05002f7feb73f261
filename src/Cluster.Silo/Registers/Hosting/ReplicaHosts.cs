using Cluster.Silo.Membership;
using Cluster.Silo.Registers.Messages;
using Orleans.Runtime.Services;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Finds the replica hosts of silos by their stable names.</summary>
internal sealed class ReplicaHosts : GrainServiceClient<IReplicaHost>
{
    private readonly SiloWatch _silos;
    private readonly RegisterLinks _links;
    private volatile Found? _found;
    private int _changes;

    public ReplicaHosts(IServiceProvider services, SiloWatch silos, RegisterLinks links, ILocalSiloDetails local) : base(services)
    {
        (_silos, _links, Local) = (silos, links, local.Name);
        silos.Changed += _ => Interlocked.Increment(ref _changes);
    }

    /// <summary>This silo's name.</summary>
    public string Local { get; }

    /// <summary>The names of the silos that take part now, in their order, this one included once it does.</summary>
    public IList<string> Names => Present.Keys;

    private SortedList<string, IReplicaHost> Present
    {
        get
        {
            // Counted before it is looked: what changes meanwhile makes the next one look again.
            var changes = Volatile.Read(ref _changes);
            if (_found is not { } found || found.Changes != changes)
                _found = found = new Found(changes, Look());
            return found.Present;
        }
    }

    /// <summary>The host of a silo; null while it is not a member.</summary>
    public IReplicaHost? Find(string name) => FindUncut(name) is { } host ? _links.Over(name, host) : null;

    /// <summary>The host of a silo, also where a drill has cut the link to it.</summary>
    public IReplicaHost? FindUncut(string name) => Present.GetValueOrDefault(name);

    private SortedList<string, IReplicaHost> Look()
    {
        // Around a restart the former incarnation may still stand in the list: the newest counts.
        var present = new SortedList<string, IReplicaHost>(StringComparer.Ordinal);
        foreach (var name in _silos.Active.GroupBy(member => member.Name, StringComparer.Ordinal))
            present.Add(name.Key, GetGrainService(name.MaxBy(member => member.SiloAddress.Generation)!.SiloAddress));
        return present;
    }

    private sealed record Found(int Changes, SortedList<string, IReplicaHost> Present);
}
