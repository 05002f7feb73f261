using Cluster.Data;
using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Input;

namespace Cluster.Silo.Data.Pairs;

/// <summary>Maps a split: reads its lines, hands them to the mapper, folds the pairs by key, and keeps them for each reduce partition.</summary>
internal sealed class SplitMap(Mapper mapper, Reducer reducer, BlockStore blocks, KeyTablePool tables, int partitions, ClusterDataOptions options)
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>The output; the caller disposes of it. <paramref name="read"/> is told of bytes as they are read, the split's length in all.</summary>
    /// <exception cref="InputException">A file is not what it was when the job was planned, or cannot be read.</exception>
    public SegmentSet Run(Split split, Action<long> read, CancellationToken cancellationToken)
    {
        var output = blocks.Create(partitions);
        var table = tables.Rent();
        var entries = 0;
        try
        {
            var combiner = new Combiner(table, reducer, options.TableBytes, full =>
            {
                entries = Math.Max(entries, full.Count);
                MapWriter.Write(full, output, partitions);
            });
            foreach (var range in split.Ranges)
            {
                Map(range, combiner, read, cancellationToken);
            }

            combiner.Flush();
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
        finally
        {
            tables.Return(table, entries);
        }
    }

    private void Map(FileRange range, Combiner combiner, Action<long> read, CancellationToken cancellationToken)
    {
        using var reader = new LineReader(range, BufferBytes, options.MaxLineBytes);
        long before = 0;
        while (reader.TryRead(out var lines))
        {
            mapper.Map(lines, combiner);
            var now = Math.Clamp(reader.BytesRead, before, range.Length);
            read(now - before);
            before = now;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (range.EndsFile)
        {
            mapper.EndFile(reader.LastLineIsEmpty(), combiner);
        }

        read(range.Length - before);
        reader.ThrowIfChanged();
    }
}
