using Cluster.Transactions.Protocol;

namespace Cluster.Locks.Protocol;

/// <summary>One operation of a client on a shard.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockOp")]
internal readonly record struct LockOp
{
    [Id(0)]
    public required LockOpKind Kind { get; init; }

    /// <summary>The number of the claim, unique and rising within its session: the order in which the client made its requests.</summary>
    [Id(1)]
    public long Claim { get; init; }

    /// <summary>What is asked for; with <see cref="LockOpKind.Acquire"/> and <see cref="LockOpKind.Reclaim"/>.</summary>
    [Id(2)]
    public LockTerms? Terms { get; init; }

    /// <summary>Whoever both holds and waits, for finding deadlocks; 0 when nobody said.</summary>
    [Id(3)]
    public long Owner { get; init; }

    /// <summary>Refuse rather than queue.</summary>
    [Id(4)]
    public bool NoWait { get; init; }

    /// <summary>Tell the holder when somebody waits for it.</summary>
    [Id(5)]
    public bool TellWanted { get; init; }

    /// <summary>How many tokens an acquisition is to be given; 0 means 1.</summary>
    [Id(6)]
    public int Tokens { get; init; }

    /// <summary>The token of a reclaimed holder, 0 for a waiter.</summary>
    [Id(7)]
    public long Token { get; init; }

    /// <summary>With <see cref="LockOpKind.Reclaim"/>: the place in the queue that the waiter was told. With <see cref="LockOpKind.Upgrade"/>: which attempt it is.</summary>
    [Id(8)]
    public long Ticket { get; init; }

    /// <summary>How people know <see cref="Owner"/>.</summary>
    [Id(9)]
    public string? OwnerName { get; init; }

    /// <summary>The transaction whose code asks; null when there is none.</summary>
    [Id(10)]
    public TransactionOrigin? Transaction { get; init; }

    public override string ToString() => $"{Kind} {Claim} {Terms?.Mode} {Terms?.Name} {(Token == 0 ? "" : LockToken.Format(Token))}".TrimEnd();
}
