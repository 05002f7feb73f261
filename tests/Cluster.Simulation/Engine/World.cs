using System.Runtime.CompilerServices;

namespace Cluster.Simulation.Engine;

/// <summary>
/// A world of nodes, clocks and a network that exists in memory only and is run by one thread: an event queue in virtual time.
/// The same seed gives the same run, event by event. Time here is true time, which no node can read: nodes read their own
/// <see cref="SimulatedNode.Clock"/>.
/// </summary>
/// <remarks>
/// The idea is that of FoundationDB's simulator (Zhou et al., "FoundationDB: A Distributed Unbundled Transactional Key Value Store",
/// SIGMOD 2021, section 4): protocol code that takes messages and time in and gives messages and effects out is run over thousands of
/// schedules, each with faults that a real network shows once a year.
/// </remarks>
internal sealed class World
{
    private readonly PriorityQueue<Event, (long At, long Order)> _events = new();
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<string>? _trace;
    private long _order;
    private ulong _fingerprint = 14695981039346656037UL;

    public World(ulong seed, bool trace = false)
    {
        Seed = seed;
        Random = new SeededRandom(seed);
        Network = new SimulatedNetwork(this);
        _trace = trace ? [] : null;
    }

    public ulong Seed { get; }

    public SeededRandom Random { get; }

    public SimulatedNetwork Network { get; }

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>True time since the world began.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How many events have run.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash over the times and numbers of all events run: equal for equal runs.</summary>
    public ulong Fingerprint => _fingerprint;

    public bool Traces => _trace is not null;

    public IReadOnlyList<string> TraceLines => _trace ?? [];

    public SimulatedNode AddNode(string name, ClockDrift drift = default)
    {
        var node = new SimulatedNode(this, _nodes.Count, name, drift);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Runs <paramref name="action"/> after a span of true time. Events of the same instant run in the order they were scheduled in.</summary>
    public void Schedule(TimeSpan delay, Action action) => ScheduleAt(Now + (delay < TimeSpan.Zero ? TimeSpan.Zero : delay), action);

    public void ScheduleAt(TimeSpan at, Action action)
    {
        var order = _order++;
        _events.Enqueue(new Event(at, order, action), (at.Ticks, order));
    }

    /// <summary>Runs events until <paramref name="end"/> of true time, or until none is left.</summary>
    public void RunUntil(TimeSpan end)
    {
        while (_events.TryPeek(out var next, out _) && next.At <= end)
        {
            _events.Dequeue();
            Now = next.At;
            Steps++;
            _fingerprint = ((_fingerprint ^ (ulong)next.At.Ticks) * 1099511628211UL) ^ (ulong)next.Order;
            next.Run();
        }

        if (Now < end)
            Now = end;
    }

    /// <summary>Notes what happened, when the world traces; give an interpolated string, which costs nothing when it does not.</summary>
    public void Trace([InterpolatedStringHandlerArgument("")] ref TraceText text)
    {
        if (_trace is not null)
            _trace.Add($"{Now.TotalMilliseconds,10:F3} ms  {text.ToText()}");
    }

    private readonly record struct Event(TimeSpan At, long Order, Action Run);
}
