using System.Text.Json;
using Cluster.Data;

namespace Cluster.Silo.Data.Jobs;

/// <summary>The jobs that are remembered, oldest first.</summary>
internal sealed record JobIndexRecord
{
    public IReadOnlyList<JobStatus> Jobs { get; init; } = [];

    public static JobIndexRecord Read(StoredDocument document) =>
        document.Json is { } json ? JsonSerializer.Deserialize<JobIndexRecord>(json)! : new JobIndexRecord();

    public void WriteTo(StoredDocument document) => document.Json = JsonSerializer.Serialize(this);

    /// <summary>Adds or updates a job; null when that changes nothing. Says which jobs there is no room for any more.</summary>
    public JobIndexRecord? With(JobStatus job, int limit, out IReadOnlyList<string> forgotten)
    {
        forgotten = [];
        var jobs = Jobs.ToList();
        var at = jobs.FindIndex(known => known.Id == job.Id);
        if (at >= 0)
        {
            if (jobs[at].IsFinal || jobs[at].State == job.State)
            {
                return null;
            }

            jobs[at] = job;
            return this with { Jobs = jobs };
        }

        jobs.Add(job);
        var ended = jobs.Where(known => known.IsFinal).Take(Math.Max(0, jobs.Count - limit)).Select(known => known.Id).ToHashSet();
        forgotten = [.. ended];
        jobs.RemoveAll(known => ended.Contains(known.Id));
        return this with { Jobs = jobs };
    }
}
