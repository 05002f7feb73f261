using Cluster.Data;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// Where a map task's pairs go: a table that folds pairs of one key at once. When the table has grown over its limit, the owner's
/// <c>flush</c> takes its entries away. For one thread at a time.
/// </summary>
internal sealed class Combiner : MapOutput
{
    private readonly Reducer? _reducer;
    private readonly Action<KeyTable> _flush;
    private readonly long _limit;

    public Combiner(KeyTable table, Reducer reducer, long limit, Action<KeyTable> flush)
    {
        Table = table;
        _reducer = reducer is WordCountReducer ? null : reducer;
        _flush = flush;
        _limit = limit;
    }

    public KeyTable Table { get; }

    /// <summary>True when pairs are folded by adding them, so that a mapper may add to <see cref="Table"/> itself.</summary>
    public bool Sums => _reducer is null;

    public override void Emit(ReadOnlySpan<byte> key, long value)
    {
        Fold(Table, Key.Of(key), value, _reducer);
        FlushWhenFull();
    }

    /// <summary>Called by a mapper that adds to <see cref="Table"/> itself, after each chunk.</summary>
    public void FlushWhenFull()
    {
        if (Table.Bytes > _limit)
        {
            Flush();
        }
    }

    public void Flush()
    {
        _flush(Table);
        Table.Clear();
    }

    /// <summary>Adds a pair to a table; a null reducer adds the values.</summary>
    public static void Fold(KeyTable table, in Key key, long value, Reducer? reducer)
    {
        KeyTooLongException.ThrowIfLong(key.Bytes);
        ref var folded = ref table.GetOrAdd(key, out var added);
        folded = added ? value : reducer is null ? checked(folded + value) : reducer.Reduce(key.Bytes, folded, value);
    }
}
