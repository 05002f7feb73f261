namespace Cluster.Silo.Locks.Protocol;

/// <summary>A count-down latch as storage keeps it. A change gives a new record, or the same one when there is nothing to change.</summary>
internal sealed record LatchRecord
{
    /// <summary>How often it was set.</summary>
    public long Round { get; init; }

    public int Count { get; init; }

    /// <summary>The operation that set the count.</summary>
    public Guid SetBy { get; init; }

    /// <summary>The operations that have counted down in this round.</summary>
    public IReadOnlyList<Guid> Done { get; init; } = [];

    /// <summary>Those of the round before, whose repetitions may still be under way.</summary>
    public IReadOnlyList<Guid> DoneBefore { get; init; } = [];

    public (LatchRecord Changed, bool Result) TrySet(Guid operation, int count)
    {
        if (SetBy == operation)
            return (this, true);
        return Count > 0
            ? (this, false)
            : (new LatchRecord { Round = Round + 1, Count = count, SetBy = operation, DoneBefore = Done }, true);
    }

    public (LatchRecord Changed, int Result) CountDown(Guid operation) =>
        Count == 0 || Done.Contains(operation) || DoneBefore.Contains(operation)
            ? (this, Count)
            : (this with { Count = Count - 1, Done = [.. Done, operation] }, Count - 1);

    /// <summary>Whether who began to wait in this round, or now when it is 0, need wait no longer.</summary>
    public bool IsOpenTo(long round) => Count == 0 || (round != 0 && round < Round);
}
