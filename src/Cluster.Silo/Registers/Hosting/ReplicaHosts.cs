using Cluster.Silo.Membership;
using Cluster.Silo.Registers.Messages;
using Orleans.Runtime.Services;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Finds the replica hosts of silos by their stable names.</summary>
internal sealed class ReplicaHosts(IServiceProvider services, SiloWatch silos, ILocalSiloDetails local) : GrainServiceClient<IReplicaHost>(services)
{
    /// <summary>This silo's name.</summary>
    public string Local => local.Name;

    /// <summary>The names of the silos that take part now, this one included once it does.</summary>
    public IReadOnlyList<string> Names => [.. silos.Active.Select(member => member.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The host of a silo; null while it is not a member.</summary>
    public IReplicaHost? Find(string name)
    {
        // Around a restart the former incarnation may still stand in the list: the newest counts.
        var member = silos.Active.Where(member => member.Name == name).MaxBy(member => member.SiloAddress.Generation);
        return member is null ? null : GetGrainService(member.SiloAddress);
    }
}
