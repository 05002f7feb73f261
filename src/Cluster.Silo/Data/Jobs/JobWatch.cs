using Cluster.Data;
using Cluster.Silo.Membership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Jobs;

/// <summary>
/// Sees to it that every job that has not ended has a driver. Whenever a silo leaves, when this one starts, and now and then, it calls the
/// unfinished jobs of the index; a job whose driver was lost is activated by the call and goes on. Every silo does so, and one is enough.
/// </summary>
internal sealed class JobWatch(
    IGrainFactory grains, IClusterMembershipService membership, TimeProvider time, ILogger<JobGrain> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var left = LeaveAsync(stoppingToken);
            while (true)
            {
                while (!await ResumeAsync(stoppingToken))
                {
                    await Task.Delay(Pause, time, stoppingToken);
                }

                await Task.WhenAny(left, Task.Delay(Period, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (left.IsCompleted)
                {
                    left = LeaveAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo ends.
        }
    }

    /// <summary>Calls every unfinished job; false when one could not be reached.</summary>
    private async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> jobs;
        try
        {
            jobs = await grains.GetGrain<IJobIndexGrain>(0).ListUnfinishedAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was (no storage, no silo), it may pass.
            logger.WatchFailed(e);
            return false;
        }

        var all = true;
        foreach (var jobId in jobs)
        {
            try
            {
                await grains.GetGrain<IJobGrain>(jobId).GetStatusAsync(TimeSpan.Zero, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                logger.ResumeFailed(e, jobId);
                all = false;
            }
        }

        return all;
    }

    /// <summary>Ends when a silo that was active is so no more.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        HashSet<SiloAddress> active = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            HashSet<SiloAddress> now = [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];
            if (!active.IsSubsetOf(now))
            {
                return;
            }

            active = now;
        }
    }
}
