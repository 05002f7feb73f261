// Each of these tests starts several processes and kills some, and waits for most of its time: they stand in two rows, and of each row one runs at a time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Cluster.Faults;

/// <summary>The rows that the test classes stand in.</summary>
internal static class Rows
{
    /// <summary>What keeps state for callers: locks, registers, transactions and sagas.</summary>
    public const string Coordination = "coordination";

    /// <summary>What keeps the house: AppHost and its command, membership, jobs.</summary>
    public const string House = "house";
}
