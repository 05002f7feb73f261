using System.Collections.Immutable;

namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// The changes that a state has seen: per actor all up to a number, and single ones beyond. A change that is in the context and not in
/// the state was removed; that is how removals need no tombstones.
/// </summary>
internal sealed class CausalContext
{
    private readonly ImmutableDictionary<long, long> _upTo;
    private readonly ImmutableHashSet<Dot> _beyond;

    private CausalContext(ImmutableDictionary<long, long> upTo, ImmutableHashSet<Dot> beyond) => (_upTo, _beyond) = (upTo, beyond);

    public static CausalContext Empty { get; } = new(ImmutableDictionary<long, long>.Empty, []);

    /// <summary>Per actor, the number up to which all changes were seen.</summary>
    public IReadOnlyDictionary<long, long> UpTo => _upTo;

    /// <summary>Single changes that were seen beyond.</summary>
    public IReadOnlyCollection<Dot> Beyond => _beyond;

    public ulong Digest
    {
        get
        {
            // A sum, since the order of the entries means nothing.
            var digest = 0UL;
            foreach (var (actor, number) in _upTo)
                digest += Fingerprint.Combine(1, new Dot(actor, number).Digest);
            foreach (var dot in _beyond)
                digest += Fingerprint.Combine(2, dot.Digest);
            return digest;
        }
    }

    public static CausalContext Of(IEnumerable<KeyValuePair<long, long>> upTo, IEnumerable<Dot> beyond) => new(upTo.ToImmutableDictionary(), [.. beyond]);

    public static CausalContext Of(IEnumerable<Dot> dots) => Empty.With(dots);

    public bool Contains(Dot dot) => dot.Number <= _upTo.GetValueOrDefault(dot.Actor) || _beyond.Contains(dot);

    /// <summary>The name of the actor's next change. Only the actor itself may ask, of its own copy.</summary>
    public Dot Next(long actor)
    {
        var newest = _upTo.GetValueOrDefault(actor);
        foreach (var dot in _beyond)
        {
            if (dot.Actor == actor)
                newest = Math.Max(newest, dot.Number);
        }

        return new Dot(actor, newest + 1);
    }

    public CausalContext With(IEnumerable<Dot> dots)
    {
        var added = dots.Where(dot => !Contains(dot)).ToArray();
        return added.Length == 0 ? this : Compact(_upTo, _beyond.Union(added));
    }

    public CausalContext Merge(CausalContext other)
    {
        var upTo = _upTo;
        foreach (var (actor, number) in other._upTo)
        {
            if (number > upTo.GetValueOrDefault(actor))
                upTo = upTo.SetItem(actor, number);
        }

        var unseen = other._beyond.Where(dot => !Contains(dot)).ToArray();
        return upTo == _upTo && unseen.Length == 0 ? this : Compact(upTo, _beyond.Union(unseen));
    }

    private static CausalContext Compact(ImmutableDictionary<long, long> upTo, ImmutableHashSet<Dot> beyond)
    {
        foreach (var dot in beyond.OrderBy(dot => dot.Number))
        {
            var known = upTo.GetValueOrDefault(dot.Actor);
            if (dot.Number > known + 1)
                continue;
            beyond = beyond.Remove(dot);
            if (dot.Number == known + 1)
                upTo = upTo.SetItem(dot.Actor, dot.Number);
        }

        return new CausalContext(upTo, beyond);
    }
}
