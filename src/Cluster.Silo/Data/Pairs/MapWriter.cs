using Cluster.Silo.Data.Blocks;

namespace Cluster.Silo.Data.Pairs;

/// <summary>Writes a table's entries to the segments of their reduce partitions.</summary>
internal static class MapWriter
{
    public static void Write(KeyTable table, SegmentSet output, int partitions)
    {
        // Slots ordered by partition (a counting sort), so that one buffer serves all partitions, however many there are.
        var starts = new int[partitions + 1];
        for (var i = 0; i < table.Capacity; i++)
        {
            if (table.At(i, out var entry))
            {
                starts[Key.PartitionOf(entry.Hash, partitions) + 1]++;
            }
        }

        for (var i = 0; i < partitions; i++)
        {
            starts[i + 1] += starts[i];
        }

        var slots = new int[table.Count];
        var next = starts.AsSpan(0, partitions).ToArray();
        for (var i = 0; i < table.Capacity; i++)
        {
            if (table.At(i, out var entry))
            {
                slots[next[Key.PartitionOf(entry.Hash, partitions)]++] = i;
            }
        }

        var partition = 0;
        var writer = new PairWriter(block => output.Append(partition, block));
        for (; partition < partitions; partition++)
        {
            foreach (var slot in slots.AsSpan(starts[partition]..starts[partition + 1]))
            {
                table.At(slot, out var entry);
                writer.Write(entry.Key, entry.Value);
            }

            writer.Flush();
        }
    }
}
