namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// Merges sorted sequences into one, on a binary heap of cursors. It stops whenever a cursor has used up its blocks and is not complete,
/// so that the caller can fetch more and go on. For one thread at a time.
/// </summary>
internal sealed class PairMerge
{
    private readonly PairOrdering _ordering;
    private readonly List<PairCursor> _heap = [];
    private readonly Queue<PairCursor> _starved;

    public PairMerge(PairOrdering ordering, IEnumerable<PairCursor> cursors)
    {
        _ordering = ordering;
        _starved = new Queue<PairCursor>(cursors);
    }

    /// <summary>
    /// Hands pairs to <paramref name="take"/> until a cursor needs more blocks, which is returned, or all are used up: then null.
    /// </summary>
    public PairCursor? Run(TakePair take)
    {
        while (true)
        {
            while (_starved.TryPeek(out var starved))
            {
                if (starved.MoveNext())
                {
                    Push(starved);
                }
                else if (!starved.IsComplete)
                {
                    return starved;
                }

                _starved.Dequeue();
            }

            if (_heap.Count == 0)
            {
                return null;
            }

            var first = _heap[0];
            take(first.Key.Span, first.Value);
            if (first.MoveNext())
            {
                SiftDown();
            }
            else
            {
                Pop();
                _starved.Enqueue(first);
            }
        }
    }

    private void Push(PairCursor cursor)
    {
        _heap.Add(cursor);
        for (var i = _heap.Count - 1; i > 0;)
        {
            var parent = (i - 1) / 2;
            if (!Before(_heap[i], _heap[parent]))
            {
                return;
            }

            (_heap[i], _heap[parent]) = (_heap[parent], _heap[i]);
            i = parent;
        }
    }

    private void Pop()
    {
        _heap[0] = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        SiftDown();
    }

    private void SiftDown()
    {
        for (var i = 0; ;)
        {
            var least = i;
            for (var child = (2 * i) + 1; child <= (2 * i) + 2 && child < _heap.Count; child++)
            {
                if (Before(_heap[child], _heap[least]))
                {
                    least = child;
                }
            }

            if (least == i)
            {
                return;
            }

            (_heap[i], _heap[least]) = (_heap[least], _heap[i]);
            i = least;
        }
    }

    private bool Before(PairCursor left, PairCursor right) =>
        PairOrder.Compare(_ordering, left.Key.Span, left.Value, right.Key.Span, right.Value) < 0;

    /// <summary>Takes a pair; the key's bytes are valid during the call only.</summary>
    internal delegate void TakePair(ReadOnlySpan<byte> key, long value);
}
