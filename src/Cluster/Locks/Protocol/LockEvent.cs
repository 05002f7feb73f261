namespace Cluster.Locks.Protocol;

/// <summary>One piece of news for a client. Events of one link arrive in order, each exactly once.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockEvent")]
internal readonly record struct LockEvent
{
    [Id(0)]
    public required LockEventKind Kind { get; init; }

    [Id(1)]
    public required long Claim { get; init; }

    /// <summary>With <see cref="LockEventKind.Granted"/> and <see cref="LockEventKind.Tokens"/>: the first token.</summary>
    [Id(2)]
    public long Token { get; init; }

    /// <summary>How many tokens were given, from <see cref="Token"/> on.</summary>
    [Id(3)]
    public int Tokens { get; init; }

    /// <summary>
    /// With <see cref="LockEventKind.Queued"/>: the place in the queue, which outlives the shard's activation.
    /// With the answer to an upgrade: which attempt it answers.
    /// </summary>
    [Id(4)]
    public long Ticket { get; init; }

    [Id(5)]
    public LockReason Reason { get; init; }

    /// <summary>What a person should know: the cycle of a deadlock, the reason of a break.</summary>
    [Id(6)]
    public string? Detail { get; init; }

    public override string ToString() => $"{Kind} {Claim} {(Token == 0 ? "" : LockToken.Format(Token))} {(Reason == LockReason.None ? "" : Reason)}".TrimEnd();
}
