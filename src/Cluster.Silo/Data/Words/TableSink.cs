using System.Runtime.CompilerServices;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Words;

/// <summary>
/// Counts words straight into a table, without a copy. Words are gathered first and looked up together: the look-ups of a batch do not depend
/// on each other, so the processor waits for their cache lines at the same time instead of one after the other.
/// </summary>
internal ref struct TableSink(KeyTable table, KeyTable? stopWords, Span<TableSink.Found> batch) : IWordSink
{
    /// <summary>The size of batch that pays: more would not be waited for at once.</summary>
    public const int BatchSize = 32;

    private readonly Span<Found> _batch = batch;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Word(ReadOnlySpan<byte> text, int start, int length)
    {
        var key = Key.Within(text, start, length);
        _batch[_count] = new Found(key.Prefix, key.Hash, start, length);
        table.Prefetch(key.Hash);
        if (++_count == _batch.Length)
        {
            Flush(text);
        }
    }

    /// <summary>Counts what is gathered; to be called after the last word of a text.</summary>
    public void Flush(ReadOnlySpan<byte> text)
    {
        foreach (ref readonly var found in _batch[.._count])
        {
            var key = Key.Known(text.Slice(found.Start, found.Length), found.Prefix, found.Hash);
            if (found.Length > Key.MaxLength)
            {
                KeyTooLongException.ThrowIfLong(key.Bytes);
            }

            if (stopWords is null || !stopWords.Contains(key))
            {
                table.GetOrAdd(key, out _)++;
            }
        }

        _count = 0;
    }

    /// <summary>A word that is not counted yet.</summary>
    internal readonly record struct Found(ulong Prefix, uint Hash, int Start, int Length);
}
