namespace Cluster.Registers;

/// <summary>What a program needs of its operations on a register, for <see cref="ClusterRegisters.Advise"/>.</summary>
public sealed record ConsistencyNeeds
{
    /// <summary>What is written depends on what was read, and others write, too: counting, claiming, moving from state to state.</summary>
    public bool ReadsBeforeItWrites { get; init; }

    /// <summary>Reads must see every write that was acknowledged before they began, whoever made it.</summary>
    public bool SeesLatestWrite { get; init; }

    /// <summary>How old a value may be that others wrote; null when any age will do.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>A user must find what the same user has written, and never go back behind what was read.</summary>
    public bool ReadsItsOwnWrites { get; init; }

    /// <summary>An acknowledged write must survive the crash of the silo that took it.</summary>
    public bool MustNotLoseWrites { get; init; } = true;

    /// <summary>Operations must go on where no majority of the replicas can be reached.</summary>
    public bool GoesOnWithoutMajority { get; init; }
}
