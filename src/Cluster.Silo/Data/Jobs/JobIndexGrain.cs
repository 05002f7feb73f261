using Cluster.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Cluster.Silo.Data.Jobs;

/// <summary>The index of jobs. A write that meets another activation's is redone upon what that one wrote.</summary>
internal sealed class JobIndexGrain(
    [PersistentState("jobs", "Default")] IPersistentState<StoredDocument> storage,
    IOptions<ClusterDataOptions> options,
    ILogger<JobGrain> logger)
    : Grain, IJobIndexGrain
{
    private JobIndexRecord _index = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _index = JobIndexRecord.Read(storage.State);
        return Task.CompletedTask;
    }

    public async Task RecordAsync(JobStatus summary, CancellationToken cancellationToken)
    {
        while (_index.With(summary, options.Value.RememberedJobs, out var forgotten) is { } changed)
        {
            try
            {
                changed.WriteTo(storage.State);
                await storage.WriteStateAsync(cancellationToken);
                _index = changed;
                foreach (var jobId in forgotten)
                {
                    _ = ForgetAsync(jobId);
                }
            }
            catch (InconsistentStateException)
            {
                await storage.ReadStateAsync(cancellationToken);
                _index = JobIndexRecord.Read(storage.State);
            }
        }
    }

    public Task<IReadOnlyList<JobStatus>> ListAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobStatus>>(_index.Jobs.Reverse().Take(limit).ToArray());

    public Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(_index.Jobs.Where(job => !job.IsFinal).Select(job => job.Id).ToArray());

    private async Task ForgetAsync(string jobId)
    {
        try
        {
            await GrainFactory.GetGrain<IJobGrain>(jobId).ForgetAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // Not hidden: the record of a job that is listed no more stays behind, and nothing else.
            logger.ResumeFailed(e, jobId);
        }
    }
}
