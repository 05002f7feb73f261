using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>
/// Where the shard is, as far as each node knows: an eventually consistent directory. After a silo's death it names another one; now and then
/// it names a second while the first is alive, and nodes hear of it at different times.
/// </summary>
internal sealed class LockDirectory(LockWorld world)
{
    private readonly Dictionary<SimulatedNode, SimulatedNode> _views = [];

    /// <summary>The silo that new activations go to.</summary>
    public SimulatedNode? Current { get; private set; }

    public SimulatedNode Locate(SimulatedNode client)
    {
        Current ??= world.Silos[0];
        return _views.TryGetValue(client, out var seen) ? seen : Current;
    }

    /// <summary>The shard is now at another silo; every client hears of it at once, or within <paramref name="spread"/>.</summary>
    public void Move(SimulatedNode to, TimeSpan spread)
    {
        var from = Current ?? world.Silos[0];
        Current = to;
        foreach (var client in world.ClientNodes)
        {
            _views.TryAdd(client, from);
            world.World.Schedule(world.World.Random.Between(TimeSpan.Zero, spread), () => _views[client] = Current);
        }
    }
}
