using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Cluster.Storage;

/// <summary>Tells a client the gateways of the silos that the embedded membership table calls active.</summary>
internal sealed class SqliteGatewayListProvider(
    SqliteClusterDatabase database, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways() =>
        await database.ReadAsync<IList<Uri>>(connection => connection.Query(
            row =>
            {
                var silo = SiloAddress.FromParsableString(row.GetString(0));
                return SiloAddress.New(new IPEndPoint(silo.Endpoint.Address, row.GetInt32(1)), silo.Generation).ToGatewayUri();
            },
            "SELECT Address, ProxyPort FROM ClusterMember WHERE ClusterId = $1 AND Status = $2 AND ProxyPort > 0",
            cluster.Value.ClusterId,
            (int)Orleans.Runtime.SiloStatus.Active));
}
