namespace Cluster.Simulation.Engine;

/// <summary>
/// A machine with a clock of its own and one process on it. It can crash (the process and all it knew are gone; messages to it are lost),
/// restart (a fresh process), and pause as a process under SIGSTOP does: nothing is lost, messages and timers wait, the clock goes on.
/// </summary>
internal sealed class SimulatedNode
{
    private readonly World _world;
    private readonly Queue<Action> _whilePaused = new();
    private Func<SimulatedNode, ISimulatedProcess>? _factory;

    public SimulatedNode(World world, int index, string name, ClockDrift drift)
    {
        _world = world;
        Index = index;
        Name = name;
        Drift = drift;
        Clock = new SimulatedClock(world, this);
    }

    public int Index { get; }

    public string Name { get; }

    public ClockDrift Drift { get; }

    /// <summary>The node's own clock: timestamps, time of day and timers, all subject to its drift.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>The running process, or null while the node is down.</summary>
    public ISimulatedProcess? Process { get; private set; }

    /// <summary>How often the node was started: what was scheduled by an earlier life does not run in a later one.</summary>
    public int Life { get; private set; }

    public bool IsUp => Process is not null;

    public bool IsPaused { get; private set; }

    public void Start(Func<SimulatedNode, ISimulatedProcess> factory)
    {
        _factory = factory;
        Restart();
    }

    /// <summary>Starts a fresh process. What the last one knew is lost, but for what it kept in a <see cref="SimulatedStore"/>.</summary>
    public void Restart()
    {
        if (IsUp)
            throw new InvalidOperationException($"{Name} is up; crash it first.");
        Life++;
        _world.Trace($"{Name} starts");
        Process = _factory!(this);
    }

    public void Crash()
    {
        _world.Trace($"{Name} crashes");
        Process = null;
        IsPaused = false;
        Life++;
        _whilePaused.Clear();
    }

    public void Pause()
    {
        _world.Trace($"{Name} pauses");
        IsPaused = IsUp;
    }

    public void Resume()
    {
        if (!IsPaused)
            return;
        _world.Trace($"{Name} resumes");
        IsPaused = false;
        while (!IsPaused && _whilePaused.TryDequeue(out var waited))
            waited();
    }

    /// <summary>Runs <paramref name="action"/> after a span of the node's own time, if the node then still lives the same life.</summary>
    public void After(TimeSpan localDelay, Action action)
    {
        var due = Drift.True(Drift.Local(_world.Now) + (localDelay < TimeSpan.Zero ? TimeSpan.Zero : localDelay));
        var life = Life;
        _world.ScheduleAt(due, () => RunInLife(life, action));
    }

    /// <summary>Runs <paramref name="action"/> now, or on resume when paused, unless the node has crashed since <paramref name="life"/>.</summary>
    public void RunInLife(int life, Action action)
    {
        if (Life != life || !IsUp)
            return;
        if (IsPaused)
            _whilePaused.Enqueue(() => RunInLife(life, action));
        else
            action();
    }

    public override string ToString() => Name;
}
