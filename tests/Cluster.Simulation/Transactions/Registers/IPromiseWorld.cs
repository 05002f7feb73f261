using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>What homes and clients of registers need of the world around them.</summary>
internal interface IPromiseWorld
{
    World World { get; }

    /// <summary>Registers as such: linearizable, and never lost.</summary>
    SimulatedStore Store { get; }

    PromiseRules PromiseRules { get; }

    /// <summary>How long a promise may stand undecided before whoever meets it breaks it.</summary>
    TimeSpan Patience { get; }

    /// <summary>How long a client waits for an answer.</summary>
    TimeSpan CallTimeout { get; }

    long NextOwner();

    void Count(string what);

    /// <summary>Crashes the node now and then, and says whether it did.</summary>
    bool CrashesAt(SimulatedNode node, string step);

    /// <summary>Where somebody who sends now believes a register's home to be; any will do.</summary>
    SimulatedNode HomeOf(string register);

    /// <summary>Decides unless it is decided, and tells what holds.</summary>
    void Decide(SimulatedNode node, RegisterPromise promise, bool isKept, Action<bool?> tell);
}
