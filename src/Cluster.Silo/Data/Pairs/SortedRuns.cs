using Cluster.Silo.Data.Blocks;

namespace Cluster.Silo.Data.Pairs;

/// <summary>Sorted runs of pairs that did not fit into memory together, and their merge. For one thread at a time.</summary>
internal sealed class SortedRuns(PairOrdering ordering, BlockStore store) : IDisposable
{
    private readonly List<SegmentSet> _runs = [];

    public int Count => _runs.Count;

    /// <summary>Adds a run: the entries of a table in the order given.</summary>
    public void Add(KeyTable table, int[] slots)
    {
        var run = store.Create(1);
        _runs.Add(run);
        WriteTo(run, 0, table, slots);
    }

    /// <summary>Hands out all pairs in order; the same key may come several times in succession, once from each run that has it.</summary>
    public void Merge(PairMerge.TakePair take)
    {
        var feeds = _runs.ConvertAll(run => new Feed(run));
        var merge = new PairMerge(ordering, feeds.Select(feed => feed.Cursor));
        var byCursor = feeds.ToDictionary(feed => feed.Cursor);
        while (merge.Run(take) is { } starved)
        {
            byCursor[starved].Refill();
        }
    }

    public static void WriteTo(SegmentSet output, int segment, KeyTable table, int[] slots)
    {
        var writer = new PairWriter(block => output.Append(segment, block));
        foreach (var slot in slots)
        {
            table.At(slot, out var entry);
            writer.Write(entry.Key, entry.Value);
        }

        writer.Flush();
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Dispose();
        }

        _runs.Clear();
    }

    private sealed class Feed(SegmentSet run)
    {
        private int _next;

        public PairCursor Cursor { get; } = new();

        public void Refill()
        {
            if (_next < run.BlockCount(0))
            {
                Cursor.Add(run.Read(0, _next++));
            }
            else
            {
                Cursor.Complete();
            }
        }
    }
}
