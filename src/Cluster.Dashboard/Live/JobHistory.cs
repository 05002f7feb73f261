using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Cluster.Dashboard.Live;

/// <summary>How many bytes each running job had handled, over its stages, at the moments it was looked at.</summary>
internal sealed class JobHistory
{
    /// <summary>Five minutes at two samples a second.</summary>
    private const int Capacity = 600;

    private readonly ConcurrentDictionary<string, ImmutableList<(DateTimeOffset At, long Bytes)>> _samples = new(StringComparer.Ordinal);

    public void Add(DateTimeOffset at, IReadOnlyList<JobStatus> jobs)
    {
        foreach (var job in jobs.Where(job => !job.IsFinal))
        {
            _samples.AddOrUpdate(
                job.Id,
                static (_, seen) => [seen],
                // Work that died with its silo is taken back and done again, and a job that moves to another silo counts anew at first.
                // Only what goes beyond the most that was reached is progress; else the recovery would show as a burst of speed.
                static (_, samples, seen) =>
                    (samples.Count < Capacity ? samples : samples.RemoveAt(0)).Add((seen.At, Math.Max(seen.Bytes, samples[^1].Bytes))),
                (At: at, Bytes: job.Stages.Sum(stage => stage.Bytes)));
        }

        foreach (var id in _samples.Keys.Except(jobs.Select(job => job.Id), StringComparer.Ordinal))
        {
            _samples.TryRemove(id, out _);
        }
    }

    /// <summary>Bytes a second between consecutive samples of a job, oldest first; empty for a job that was never seen running.</summary>
    public IReadOnlyList<double> Throughput(string jobId)
    {
        var samples = _samples.GetValueOrDefault(jobId, []);
        return [.. samples.Zip(samples.Skip(1), static (a, b) => (b.Bytes - a.Bytes) / Math.Max(0.001, (b.At - a.At).TotalSeconds))];
    }
}
