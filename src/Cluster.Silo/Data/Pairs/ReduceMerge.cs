using Cluster.Data;
using Cluster.Silo.Data.Blocks;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// Folds the pairs of one reduce partition and puts out the result in both orders. A table that grows over its limit is written to a sorted
/// run, so a partition may be larger than memory. For one thread at a time.
/// </summary>
internal sealed class ReduceMerge : IDisposable
{
    /// <summary>The segment of the output that is sorted by key.</summary>
    public const int ByKey = 0;

    /// <summary>The segment of the output that is sorted by value downwards, then by key.</summary>
    public const int ByValue = 1;

    private readonly KeyTablePool _tables;
    private readonly KeyTable _table;
    private int _entries;
    private readonly Reducer _reducer;
    private readonly Reducer? _folder;
    private readonly BlockStore _store;
    private readonly long _limit;
    private readonly SortedRuns _runs;

    public ReduceMerge(Reducer reducer, BlockStore store, KeyTablePool tables, long limit)
    {
        _reducer = reducer;
        _folder = reducer is WordCountReducer ? null : reducer;
        _store = store;
        _tables = tables;
        _table = tables.Rent();
        _limit = limit;
        _runs = new SortedRuns(PairOrdering.ByKey, store);
    }

    public void Add(ReadOnlySpan<byte> block)
    {
        var reader = new PairReader(block);
        while (reader.Read())
        {
            Combiner.Fold(_table, Key.Of(reader.Key), reader.Value, _folder);
        }

        if (_table.Bytes > _limit)
        {
            EndRun();
        }
    }

    /// <summary>The result, sorted in both orders; the caller disposes of it.</summary>
    public SegmentSet Finish()
    {
        var output = _store.Create(2);
        try
        {
            if (_runs.Count == 0)
            {
                _entries = _table.Count;
                var byKey = PairOrder.ByKey(_table);
                SortedRuns.WriteTo(output, ByKey, _table, byKey);
                SortedRuns.WriteTo(output, ByValue, _table, PairOrder.ByValue(_table, byKey));
            }
            else
            {
                EndRun();
                MergeRuns(output);
            }

            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _runs.Dispose();
        _tables.Return(_table, _entries);
    }

    private void EndRun()
    {
        _entries = _table.Count;
        _runs.Add(_table, PairOrder.ByKey(_table));
        _table.Clear();
    }

    /// <summary>
    /// Folds the runs into the order by key, and on the way collects the folded pairs into runs by value, which are merged at the end.
    /// </summary>
    private void MergeRuns(SegmentSet output)
    {
        using var byValue = new SortedRuns(PairOrdering.ByValue, _store);
        var writer = new PairWriter(block => output.Append(ByKey, block));
        var key = Array.Empty<byte>();
        var length = -1;
        long value = 0;
        _runs.Merge((nextKey, nextValue) =>
        {
            if (length >= 0 && nextKey.SequenceEqual(key.AsSpan(0, length)))
            {
                value = _reducer.Reduce(nextKey, value, nextValue);
                return;
            }

            Take();
            if (key.Length < nextKey.Length)
            {
                key = new byte[nextKey.Length * 2];
            }

            nextKey.CopyTo(key);
            length = nextKey.Length;
            value = nextValue;
        });
        Take();
        writer.Flush();
        EndValueRun();

        var valueWriter = new PairWriter(block => output.Append(ByValue, block));
        byValue.Merge(valueWriter.Write);
        valueWriter.Flush();

        void Take()
        {
            if (length < 0)
            {
                return;
            }

            writer.Write(key.AsSpan(0, length), value);
            _table.GetOrAdd(Key.Of(key.AsSpan(0, length)), out _) = value;
            if (_table.Bytes > _limit)
            {
                EndValueRun();
            }
        }

        void EndValueRun()
        {
            byValue.Add(_table, PairOrder.ByValue(_table, PairOrder.ByKey(_table)));
            _table.Clear();
        }
    }
}
