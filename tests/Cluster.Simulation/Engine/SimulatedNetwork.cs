namespace Cluster.Simulation.Engine;

/// <summary>
/// Carries messages between nodes with delay, loss, duplication, reordering and partitions.
/// A message is an object that nobody changes after it was sent; nodes share memory here and must not notice.
/// </summary>
internal sealed class SimulatedNetwork(World world)
{
    private readonly HashSet<(int From, int To)> _cut = [];

    public NetworkFaults Faults { get; set; } = new();

    public long Sent { get; private set; }

    public long Lost { get; private set; }

    public long Duplicated { get; private set; }

    public void Send(SimulatedNode from, SimulatedNode to, object message)
    {
        Sent++;
        var random = world.Random;
        var copies = random.Chance(Faults.Duplication) ? 2 : 1;
        Duplicated += copies - 1;
        for (var copy = 0; copy < copies; copy++)
        {
            if (_cut.Contains((from.Index, to.Index)) || random.Chance(Faults.Loss))
            {
                Lost++;
                world.Trace($"{from} -x {to}: {message}");
                continue;
            }

            var delay = random.Chance(Faults.LongDelays)
                ? random.Between(Faults.MaxDelay, Faults.LongDelay)
                : random.Between(Faults.MinDelay, Faults.MaxDelay);
            world.Schedule(delay, () => Deliver(from, to, message));
        }
    }

    /// <summary>Stops messages from one node to another; those under way still arrive. One direction only.</summary>
    public void Cut(SimulatedNode from, SimulatedNode to) => _cut.Add((from.Index, to.Index));

    /// <summary>Stops messages between the two groups, in both directions.</summary>
    public void Partition(IEnumerable<SimulatedNode> side, IReadOnlyCollection<SimulatedNode> other)
    {
        foreach (var a in side)
        {
            foreach (var b in other)
            {
                Cut(a, b);
                Cut(b, a);
            }
        }
    }

    /// <summary>Removes all cuts. Faults of the network as such stay as they are.</summary>
    public void Heal() => _cut.Clear();

    private void Deliver(SimulatedNode from, SimulatedNode to, object message)
    {
        if (!to.IsUp)
        {
            Lost++;
            world.Trace($"{from} -| {to} is down: {message}");
            return;
        }

        to.RunInLife(to.Life, () =>
        {
            world.Trace($"{from} -> {to}: {message}");
            to.Process!.Receive(from, message);
        });
    }
}
