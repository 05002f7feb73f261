using Cluster.Tests.Hosting;

namespace Cluster.Faults.Silos;

/// <summary>
/// Three silos over the embedded database, shared by tests that leave nothing behind but dead or paused silos: starting three takes most of the time of a short test. Each test begins with
/// <see cref="StandAsync"/> and ends with <see cref="LeaveAsync"/>.
/// </summary>
public abstract class StandingSilos : IAsyncLifetime
{
    internal static readonly string[] Names = ["silo-1", "silo-2", "silo-3"];

    private readonly NodeCluster _cluster;

    private protected StandingSilos(NodeCluster cluster) => _cluster = cluster;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns when all three run and have caught up, so that any of them may go.</summary>
    internal async Task<NodeCluster> StandAsync()
    {
        foreach (var silo in _cluster.Nodes.Where(silo => !silo.HasExited))
            silo.Signal("CONT");
        await Task.WhenAll(Names.Except(_cluster.Nodes.Where(silo => !silo.HasExited).Select(silo => silo.Name)).Select(_cluster.StartAsync));
        foreach (var name in Names)
        {
            // One that was found dead while it was paused ends itself as soon as it knows.
            await Eventually.TrueAsync(
                async () =>
                {
                    var silo = _cluster.Node(name);
                    if (silo.HasExited)
                        silo = await _cluster.StartAsync(name);
                    return await silo.ReadHealthAsync() is { Status: "Healthy" };
                },
                $"{name} has caught up");
        }

        return _cluster;
    }

    /// <summary>Ends the clients of a test.</summary>
    internal ValueTask LeaveAsync() => _cluster.DisconnectAsync();
}
