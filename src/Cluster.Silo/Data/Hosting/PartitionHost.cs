using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Results;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Hosting;

/// <summary>
/// Runs a silo's share of all data jobs. A grain service: one for each silo, addressed by silo, so no directory stands between a driver and
/// the partition it placed, and no second activation can be. Its calls interleave; its state is touched on its own scheduler alone.
/// </summary>
internal sealed class PartitionHost(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, HostServices services)
    : GrainService(id, silo, loggers), IPartitionHost
{
    private const int FetchBytes = 1 << 20;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(15);

    /// <summary>A job whose driver is silent for so long is dropped; should it come back, the silo's outputs are made again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, HostedJob> _jobs = [];

    public override async Task Start()
    {
        await base.Start();
        RegisterGrainTimer(
            _ =>
            {
                DropForgotten();
                return Task.CompletedTask;
            },
            SweepPeriod,
            SweepPeriod);
    }

    public override Task Stop()
    {
        foreach (var job in _jobs.Values)
        {
            job.Dispose();
        }

        _jobs.Clear();
        return base.Stop();
    }

    public Task<HostReport> OpenAsync(JobPlan plan, long epoch)
    {
        if (!_jobs.TryGetValue(plan.JobId, out var job))
        {
            job = new HostedJob(plan, epoch, services);
            _jobs.Add(plan.JobId, job);
        }

        if (epoch < job.Epoch)
        {
            return Task.FromResult(Refusal(Standing.Fenced));
        }

        job.Epoch = epoch;
        job.Touch();
        return job.ReportAsync(seen: -1, wait: TimeSpan.Zero);
    }

    public Task<Standing> OrderAsync(string jobId, long epoch, Orders orders)
    {
        var standing = Find(jobId, epoch, out var job);
        job?.Carry(orders);
        return Task.FromResult(standing);
    }

    public Task<HostReport> PollAsync(string jobId, long epoch, long seen, TimeSpan wait)
    {
        var standing = Find(jobId, epoch, out var job);
        return job is null ? Task.FromResult(Refusal(standing)) : job.ReportAsync(seen, wait);
    }

    public async Task<IReadOnlyList<FetchedItem>> FetchAsync(string jobId, IReadOnlyList<FetchItem> items)
    {
        var job = _jobs.GetValueOrDefault(jobId);
        var fetched = new List<FetchedItem>();
        long bytes = 0;
        foreach (var item in items)
        {
            if (bytes >= FetchBytes)
            {
                break;
            }

            try
            {
                var answer = job?.Find(item.Attempt) is { Output: { } output, State: TaskState.Done }
                    ? await ReadAsync(output, item, FetchBytes - bytes, job.Stopping)
                    : FetchedItem.Missing;
                bytes += answer.Blocks.Sum(block => (long)block.Length);
                fetched.Add(answer);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
            {
                fetched.Add(FetchedItem.Missing);
            }
        }

        return fetched;
    }

    public async Task CloseAsync(string jobId, long epoch)
    {
        if (_jobs.TryGetValue(jobId, out var job) && epoch >= job.Epoch)
        {
            _jobs.Remove(jobId);
            job.Dispose();
            if (job.Plan.Spec.Output is { } output)
            {
                await DeleteTemporariesAsync(jobId, output);
            }
        }
    }

    private static async Task<FetchedItem> ReadAsync(Blocks.SegmentSet output, FetchItem item, long limit, CancellationToken cancellationToken)
    {
        var blocks = new List<byte[]>();
        var next = item.FromBlock;
        for (long bytes = 0; next < output.BlockCount(item.Segment) && bytes < limit; next++)
        {
            var block = await output.ReadAsync(item.Segment, next, cancellationToken);
            blocks.Add(block);
            bytes += block.Length;
        }

        return new FetchedItem(blocks, IsEnd: next >= output.BlockCount(item.Segment), IsMissing: false);
    }

    private static HostReport Refusal(Standing standing) => new(standing, 0, [], 0);

    private Standing Find(string jobId, long epoch, out HostedJob? job)
    {
        if (!_jobs.TryGetValue(jobId, out job))
        {
            return Standing.Unknown;
        }

        if (epoch == job.Epoch)
        {
            job.Touch();
            return Standing.Current;
        }

        // An epoch that this silo was not opened with is either stale, or its driver has not come round to this silo yet.
        var standing = epoch < job.Epoch ? Standing.Fenced : Standing.Unknown;
        job = null;
        return standing;
    }

    private void DropForgotten()
    {
        foreach (var (jobId, job) in _jobs.Where(job => services.Time.GetElapsedTime(job.Value.LastCall) > Patience).ToList())
        {
            services.Logger.JobDropped(jobId, Patience.TotalMinutes);
            _jobs.Remove(jobId);
            job.Dispose();
        }
    }

    private async Task DeleteTemporariesAsync(string jobId, string output)
    {
        try
        {
            await services.Workers.RunAsync(() => ResultFile.DeleteTemporaries(output, jobId), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            services.Logger.TemporariesLeft(e, jobId, output);
        }
    }
}
