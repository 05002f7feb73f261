using Cluster.Silo.Data.Messages;
using Orleans.Runtime.Services;

namespace Cluster.Silo.Data.Hosting;

/// <summary>Reaches the partition host of a given silo.</summary>
internal sealed class PartitionHosts(IServiceProvider services, IClusterMembershipService membership) : GrainServiceClient<IPartitionHost>(services)
{
    /// <summary>The host of the silo incarnation that <see cref="SiloAddress.ToParsableString"/> gave.</summary>
    public IPartitionHost At(string silo) => GetGrainService(SiloAddress.FromParsableString(silo));

    /// <summary>False once the silo drains or is dead: what it holds is lost.</summary>
    public bool IsActive(string silo) =>
        membership.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(silo)) == SiloStatus.Active;
}
