using Cluster.Data;
using Cluster.Silo;
using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Jobs;
using Cluster.Silo.Data.Pairs;
using Cluster.Silo.Data.Results;
using Microsoft.Extensions.Options;

namespace Cluster.Tests.Data;

/// <summary>A word count by the plain cores alone: no grain, no silo, one thread.</summary>
internal static class LocalCount
{
    public static JobResult Run(WordCountOptions options, long splitBytes, int partitions, ClusterDataOptions? limits = null)
    {
        limits ??= new ClusterDataOptions();
        var blocks = Store(limits, out var folder);
        var tables = new KeyTablePool();
        using (folder)
        {
            var spec = JobSpecs.Of(options);
            var files = InputListing.List(spec.Paths);
            var reducer = new WordCountReducer();
            var merges = Enumerable.Range(0, partitions).Select(_ => new ReduceMerge(reducer, blocks, tables, limits.TableBytes)).ToList();
            foreach (var split in SplitPlanner.Plan(files, splitBytes))
            {
                var mapper = new WordCountMapper();
                mapper.Configure(spec.Settings);
                long read = 0;
                using var output = new SplitMap(mapper, reducer, blocks, tables, partitions, limits).Run(split, bytes => read += bytes, default);
                Assert.Equal(split.Bytes, read);
                for (var partition = 0; partition < partitions; partition++)
                {
                    for (var block = 0; block < output.BlockCount(partition); block++)
                    {
                        merges[partition].Add(output.Read(partition, block));
                    }
                }
            }

            var outputs = merges.ConvertAll(merge => merge.Finish());
            using var digest = new ResultDigest();
            var top = new TopEntries(spec.Top);
            Merge(outputs, ReduceMerge.ByKey, PairOrdering.ByKey, digest.Add);
            Merge(outputs, ReduceMerge.ByValue, PairOrdering.ByValue, top.Add);
            outputs.ForEach(output => output.Dispose());
            merges.ForEach(merge => merge.Dispose());
            return new JobResult(
                digest.Total, digest.Distinct, digest.Empty, top.Entries, digest.Finish(), files.Count, files.Sum(file => file.Length), TimeSpan.Zero);
        }
    }

    public static BlockStore Store(ClusterDataOptions limits, out WorkFolder folder)
    {
        var options = Options.Create(limits);
        folder = new WorkFolder(options);
        return new BlockStore(new BlockMemory(options), folder);
    }

    private static void Merge(List<SegmentSet> outputs, int segment, PairOrdering ordering, PairMerge.TakePair take)
    {
        var next = outputs.ToDictionary(_ => new PairCursor(), output => (Output: output, Block: 0));
        var merge = new PairMerge(ordering, next.Keys);
        while (merge.Run(take) is { } starved)
        {
            var (output, block) = next[starved];
            if (block == output.BlockCount(segment))
            {
                starved.Complete();
            }
            else
            {
                starved.Add(output.Read(segment, block));
                next[starved] = (output, block + 1);
            }
        }
    }
}
