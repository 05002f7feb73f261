using System.Net;
using Orleans.Messaging;

namespace Cluster.Faults.Silos;

/// <summary>Lets a client connect to one silo alone.</summary>
internal sealed class OneGateway(IPEndPoint gateway) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => TimeSpan.FromMinutes(1);

    public bool IsUpdatable => false;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => Task.FromResult<IList<Uri>>([SiloAddress.New(gateway, 0).ToGatewayUri()]);
}
