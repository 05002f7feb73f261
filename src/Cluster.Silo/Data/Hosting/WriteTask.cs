using Cluster.Data;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Pairs;
using Cluster.Silo.Data.Results;

namespace Cluster.Silo.Data.Hosting;

/// <summary>
/// Merges the reduce outputs, by key for the hash and the sums, by value for the file and the top entries. The file gets its final name once the
/// driver has recorded that the job is about to succeed and says so.
/// </summary>
internal sealed class WriteTask(HostedJob job, HostedTask task)
{
    private readonly JobSpec _spec = job.Plan.Spec;
    private readonly CancellationToken _stopping = task.Stopping.Token;

    public async Task RunAsync()
    {
        using var file = _spec.Output is { } path ? new ResultFile(path, job.Plan.JobId, task.Attempt.Number) : null;
        using var digest = new ResultDigest();
        var top = new TopEntries(_spec.Top);

        await Task.WhenAll(DigestAsync(digest), WriteAsync(file, top));
        var result = new WrittenResult(digest.Total, digest.Distinct, digest.Empty, top.Entries, digest.Finish());
        task.SetReady(result, file?.Bytes ?? 0);

        await task.Committed.Task.WaitAsync(_stopping);
        if (file is not null)
        {
            await job.Services.Workers.RunAsync(file.Commit, _stopping);
        }

        task.SetDone(null, file?.Bytes ?? 0);
    }

    private Task DigestAsync(ResultDigest digest) => MergeAsync(ReduceMerge.ByKey, PairOrdering.ByKey, digest.Add);

    private async Task WriteAsync(ResultFile? file, TopEntries top)
    {
        if (file is null)
        {
            if (_spec.Top > 0)
            {
                await MergeAsync(ReduceMerge.ByValue, PairOrdering.ByValue, top.Add);
            }

            return;
        }

        IPairFormat format = _spec.Format == OutputFormat.Json ? new JsonFormat() : new TsvFormat(_spec.EscapesKeys);
        format.Begin(file.Writer);
        long written = 0;
        await MergeAsync(
            ReduceMerge.ByValue,
            PairOrdering.ByValue,
            (key, value) =>
            {
                if (key.IsEmpty)
                {
                    return;
                }

                top.Add(key, value);
                format.Write(file.Writer, key, value);
                task.AddBytes(file.Bytes - written);
                written = file.Bytes;
            });
        format.End(file.Writer);
        await job.Services.Workers.RunAsync(file.Complete, _stopping);
        task.AddBytes(file.Bytes - written);
    }

    private async Task MergeAsync(int segment, PairOrdering ordering, PairMerge.TakePair take)
    {
        var feeds = new Dictionary<PairCursor, SegmentFeed>();
        for (var partition = 0; partition < job.Plan.Partitions; partition++)
        {
            var output = job.OutputOf(TaskId.Reduce(partition)) ?? throw new OutputLostException();
            var feed = new SegmentFeed(job, task, output, segment, _stopping);
            feeds.Add(feed.Cursor, feed);
        }

        var merge = new PairMerge(ordering, feeds.Keys);
        while (await job.Services.Workers.RunAsync(() => merge.Run(take), _stopping) is { } starved)
        {
            await feeds[starved].RefillAsync();
        }
    }
}
