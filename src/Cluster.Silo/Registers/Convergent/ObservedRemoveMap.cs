using System.Collections.Immutable;

namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// A map. A put replaces the values of its key that it has seen, and a removal removes those that it has seen; so of a put and a removal that
/// did not know of each other the put wins, and of two such puts both values stay until a later put.
/// </summary>
internal sealed class ObservedRemoveMap<TKey, TValue> : IConvergent<ObservedRemoveMap<TKey, TValue>>
    where TKey : notnull
{
    private readonly ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>> _entries;
    private readonly CausalContext _context;

    private ObservedRemoveMap(ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>> entries, CausalContext context) =>
        (_entries, _context) = (entries, context);

    public static ObservedRemoveMap<TKey, TValue> Empty { get; } = new(ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>>.Empty, CausalContext.Empty);

    /// <summary>The changes that this state has seen.</summary>
    public CausalContext Context => _context;

    /// <summary>Each value with its key and the change that put it.</summary>
    public IEnumerable<(TKey Key, Dot Dot, TValue Value)> Entries => _entries.SelectMany(entry => entry.Value.Select(value => (entry.Key, value.Key, value.Value)));

    public IEnumerable<TKey> Keys => _entries.Keys;

    /// <summary>By the changes that are in it: what a change put under its key never differs.</summary>
    public ulong Digest
    {
        get
        {
            var digest = _context.Digest;
            foreach (var values in _entries.Values)
            {
                foreach (var dot in values.Keys)
                    digest += Fingerprint.Combine(3, dot.Digest);
            }

            return digest;
        }
    }

    public static ObservedRemoveMap<TKey, TValue> Of(IEnumerable<(TKey Key, Dot Dot, TValue Value)> entries, CausalContext context) => new(
        entries.GroupBy(entry => entry.Key).ToImmutableDictionary(key => key.Key, key => key.ToImmutableDictionary(entry => entry.Dot, entry => entry.Value)),
        context);

    public bool Contains(TKey key) => _entries.ContainsKey(key);

    /// <summary>The values of a key; more than one when puts did not know of each other.</summary>
    public IEnumerable<TValue> Values(TKey key) => _entries.TryGetValue(key, out var values) ? values.OrderBy(v => v.Key.Actor).Select(v => v.Value) : [];

    /// <summary>The delta that puts a value.</summary>
    public ObservedRemoveMap<TKey, TValue> Put(long actor, TKey key, TValue value)
    {
        var dot = _context.Next(actor);
        return new(
            ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>>.Empty.Add(key, ImmutableDictionary<Dot, TValue>.Empty.Add(dot, value)),
            CausalContext.Of(Seen(key).Append(dot)));
    }

    /// <summary>The delta that removes a key.</summary>
    public ObservedRemoveMap<TKey, TValue> Remove(TKey key) => new(Empty._entries, CausalContext.Of(Seen(key)));

    public ObservedRemoveMap<TKey, TValue> Merge(ObservedRemoveMap<TKey, TValue> other)
    {
        var context = _context.Merge(other._context);
        var entries = _entries;
        foreach (var (key, values) in _entries)
        {
            var theirs = other._entries.GetValueOrDefault(key, ImmutableDictionary<Dot, TValue>.Empty);
            var removed = values.Keys.Where(dot => !theirs.ContainsKey(dot) && other._context.Contains(dot)).ToArray();
            if (removed.Length > 0)
                entries = Set(entries, key, values.RemoveRange(removed));
        }

        foreach (var (key, values) in other._entries)
        {
            var added = values.Where(value => !_context.Contains(value.Key)).ToArray();
            if (added.Length > 0)
                entries = Set(entries, key, entries.GetValueOrDefault(key, ImmutableDictionary<Dot, TValue>.Empty).SetItems(added));
        }

        return context == _context && entries == _entries ? this : new ObservedRemoveMap<TKey, TValue>(entries, context);
    }

    private static ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>> Set(
        ImmutableDictionary<TKey, ImmutableDictionary<Dot, TValue>> entries, TKey key, ImmutableDictionary<Dot, TValue> values) =>
        values.IsEmpty ? entries.Remove(key) : entries.SetItem(key, values);

    private IEnumerable<Dot> Seen(TKey key) => _entries.TryGetValue(key, out var values) ? values.Keys : [];
}
