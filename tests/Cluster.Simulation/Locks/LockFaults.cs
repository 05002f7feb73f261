namespace Cluster.Simulation.Locks;

/// <summary>What may go wrong.</summary>
[Flags]
internal enum LockFaults
{
    None = 0,
    SiloCrash = 1,
    SiloPause = 2,
    ClientCrash = 4,
    ClientPause = 8,
    Partition = 16,

    /// <summary>A second activation of the shard while the first goes on.</summary>
    DoubleActivation = 32,

    /// <summary>The shard moves in order, as at a scale-down.</summary>
    HandOver = 64,

    /// <summary>Somebody forces a lock open.</summary>
    Break = 128,

    /// <summary>Storage fails now and then, and sometimes does what it says it did not.</summary>
    Storage = 256,

    All = 511,
}
