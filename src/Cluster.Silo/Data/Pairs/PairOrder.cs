using System.Buffers.Binary;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// The two orders of a result: by key, and by value downwards, then by key. Keys compare byte by byte, a prefix before what it begins.
/// Sorting is on numbers (eight bytes of a key, a value, a rank); whole keys are compared only where eight bytes do not tell.
/// </summary>
internal static class PairOrder
{
    /// <summary>The slots of a table's entries in the order of their keys.</summary>
    public static int[] ByKey(KeyTable table)
    {
        var prefixes = new ulong[table.Count];
        var slots = new int[table.Count];
        var count = 0;
        for (var i = 0; i < table.Capacity; i++)
        {
            if (table.At(i, out var entry))
            {
                prefixes[count] = BinaryPrimitives.ReverseEndianness(entry.Prefix);
                slots[count++] = i;
            }
        }

        Array.Sort(prefixes, slots);
        ForEachRun(prefixes, (start, length) => slots.AsSpan(start, length).Sort((left, right) => CompareKeys(table, left, right)));
        return slots;
    }

    /// <summary>The slots of a table's entries by value downwards, then by key.</summary>
    public static int[] ByValue(KeyTable table, int[] byKey)
    {
        var values = new ulong[byKey.Length];
        var ranks = new int[byKey.Length];
        for (var rank = 0; rank < byKey.Length; rank++)
        {
            table.At(byKey[rank], out var entry);
            values[rank] = ~((ulong)entry.Value ^ (1UL << 63));
            ranks[rank] = rank;
        }

        Array.Sort(values, ranks);
        ForEachRun(values, (start, length) => ranks.AsSpan(start, length).Sort());
        return Array.ConvertAll(ranks, rank => byKey[rank]);
    }

    /// <summary>Which of two pairs comes first: less than 0 for the left one.</summary>
    public static int Compare(PairOrdering ordering, ReadOnlySpan<byte> leftKey, long left, ReadOnlySpan<byte> rightKey, long right)
    {
        var order = ordering == PairOrdering.ByValue ? right.CompareTo(left) : 0;
        return order != 0 ? order : leftKey.SequenceCompareTo(rightKey);
    }

    private static int CompareKeys(KeyTable table, int left, int right)
    {
        table.At(left, out var one);
        table.At(right, out var other);
        return one.Key.SequenceCompareTo(other.Key);
    }

    private static void ForEachRun(ulong[] sorted, Action<int, int> act)
    {
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                act(start, end - start);
            }

            start = end;
        }
    }
}
