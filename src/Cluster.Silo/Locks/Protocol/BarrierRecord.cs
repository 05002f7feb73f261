using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>A barrier as storage keeps it. A change gives a new record, or the same one when there is nothing to change.</summary>
internal sealed record BarrierRecord
{
    /// <summary>How many are to take part; what the first who joined said.</summary>
    public int Participants { get; init; }

    /// <summary>Rises each time that all have reached the end.</summary>
    public long Phase { get; init; }

    public IReadOnlyList<BarrierMember> Members { get; init; } = [];

    /// <summary>Who was lost, and when; null while nobody was.</summary>
    public string? Broken { get; init; }

    public (BarrierRecord Changed, BarrierNews Result) Join(Guid id, string client, int participants)
    {
        if (Has(id))
            return (this, NewsFor(id));
        if (Members.Count == 0)
            return Joined(this with { Participants = participants, Broken = null }, id, client);
        if (Broken is not null)
            return (this, new BarrierNews(BarrierStanding.Broken, Phase, Broken));
        if (participants != Participants)
            return (this, Refused($"it has {Participants} participants, not {participants}. All who use it must agree on the number"));
        return Members.Count < Participants
            ? Joined(this, id, client)
            : (this, Refused($"all its {Participants} participants are there already"));
    }

    public (BarrierRecord Changed, BarrierNews Result) Signal(Guid id, long phase, long attempt)
    {
        if (!IsAwaited(id, phase) || Members.Any(m => m.Id == id && (m.HasReached || attempt <= m.Withdrawn)))
            return (this, NewsFor(id));
        var signalled = With(id, member => member with { HasReached = true });
        if (signalled.Members.Count == Participants && signalled.Members.All(m => m.HasReached))
            signalled = signalled with { Phase = Phase + 1, Members = [.. signalled.Members.Select(m => m with { HasReached = false })] };
        return (signalled, signalled.NewsFor(id));
    }

    public (BarrierRecord Changed, BarrierNews Result) Withdraw(Guid id, long phase, long attempt) =>
        IsAwaited(id, phase) && Members.Any(m => m.Id == id && attempt > m.Withdrawn)
            ? (With(id, member => member with { HasReached = false, Withdrawn = attempt }), NewsFor(id))
            : (this, NewsFor(id));

    public (BarrierRecord Changed, bool Result) Leave(Guid id) => Has(id) ? (Without(id), true) : (this, false);

    /// <summary>A participant that is gone without having left breaks the barrier, unless it was alone.</summary>
    public (BarrierRecord Changed, bool Result) Lost(Guid id)
    {
        if (Members.FirstOrDefault(m => m.Id == id) is not { } lost)
            return (this, false);
        var rest = Without(id);
        return (rest with { Broken = rest.Members.Count == 0 ? null : Broken ?? $"a participant in {lost.Client} was lost in phase {Phase}" }, true);
    }

    public (BarrierRecord Changed, bool Result) Reset() =>
        Members.Count == 0 ? (this, false) : (this with { Members = [], Broken = null, Phase = Phase + 1 }, true);

    public BarrierNews NewsFor(Guid id)
    {
        if (Broken is not null)
            return new BarrierNews(BarrierStanding.Broken, Phase, Broken);
        return Has(id)
            ? new BarrierNews(BarrierStanding.Whole, Phase)
            : new BarrierNews(BarrierStanding.Broken, Phase, "this participant is no longer part of it: it was taken for lost, or the barrier was reset");
    }

    private bool Has(Guid id) => Members.Any(m => m.Id == id);

    private bool IsAwaited(Guid id, long phase) => Broken is null && phase == Phase && Has(id);

    private BarrierRecord With(Guid id, Func<BarrierMember, BarrierMember> change) => this with { Members = [.. Members.Select(m => m.Id == id ? change(m) : m)] };

    private BarrierRecord Without(Guid id) => this with { Members = [.. Members.Where(m => m.Id != id)] };

    private BarrierNews Refused(string why) => new(BarrierStanding.Refused, Phase, why);

    private static (BarrierRecord Changed, BarrierNews Result) Joined(BarrierRecord barrier, Guid id, string client)
    {
        var joined = barrier with { Members = [.. barrier.Members, new BarrierMember(id, client, false)] };
        return (joined, joined.NewsFor(id));
    }
}
