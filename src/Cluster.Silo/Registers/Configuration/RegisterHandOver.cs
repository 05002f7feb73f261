using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>Lets others take over this silo's replicas before it stops, unless all stop.</summary>
internal sealed class RegisterHandOver(
    ReplicaHosts hosts,
    RegisterConfigurations configurations,
    RegisterMaster master,
    IOptions<ClusterRegistersOptions> options,
    TimeProvider time,
    ILogger<RegisterHandOver> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // The last stage is stopped first, while the silo is still a full member.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RegisterHandOver), ServiceLifecycleStage.Last, _ => Task.CompletedTask, HandOverAsync);

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        master.IsLeaving = true;
        var began = time.GetTimestamp();
        while (Held() is var held and > 0)
        {
            if (cancellationToken.IsCancellationRequested || time.GetElapsedTime(began) >= options.Value.HandOverTimeout)
            {
                logger.LeavesBehind(hosts.Local, held);
                return;
            }

            if (!await IsSomebodyStayingAsync())
                return;
            await Task.Delay(Pace, time, CancellationToken.None);
        }
    }

    private int Held() => configurations.Latest?.Shards.Count(configuration =>
        configuration.Members.Any(member => member.Name == hosts.Local) || (!configuration.IsActive && configuration.Sources.Any(member => member.Name == hosts.Local))) ?? 0;

    private async Task<bool> IsSomebodyStayingAsync()
    {
        var others = await Task.WhenAll(hosts.Names.Where(name => name != hosts.Local).Select(AskAsync));
        return others.Any(other => other is { IsLeaving: false });
    }

    private async Task<ReplicaHostStatus?> AskAsync(string name)
    {
        try
        {
            if (hosts.Find(name) is not { } host)
                return null;
            await host.WakeAsync();
            return await host.DescribeAsync();
        }
        catch (Exception failure)
        {
            logger.NotTold(failure, name);
            return null;
        }
    }
}
