using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>How a run of owners, locks and transactions goes.</summary>
internal sealed record DeadlockScenario
{
    public NetworkFaults Network { get; init; } = new() { MaxDelay = TimeSpan.FromMilliseconds(8) };

    /// <summary>How long a deadlock may stand.</summary>
    public TimeSpan FoundWithin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    public DeadlockFault Fault { get; init; }

    /// <summary>Messages that take as long as a pause of a process: what is collected is old, and answers come too late to count.</summary>
    public static DeadlockScenario Late { get; } = new()
    {
        Network = new NetworkFaults { MaxDelay = TimeSpan.FromMilliseconds(40), LongDelays = 0.2, LongDelay = TimeSpan.FromMilliseconds(900) },
        FoundWithin = TimeSpan.MaxValue,
    };
}
