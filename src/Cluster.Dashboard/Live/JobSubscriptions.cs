namespace Cluster.Dashboard.Live;

/// <summary>Follows jobs that pages show: one stream for each job, shared by all pages on it, ended with the last of them.</summary>
internal sealed class JobSubscriptions(ClusterConnection cluster, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobFollower> _followers = new(StringComparer.Ordinal);

    /// <summary>Follows a job until <paramref name="changed"/> is taken back with <see cref="Unsubscribe"/>.</summary>
    public JobFollower Subscribe(string jobId, Action changed)
    {
        lock (_gate)
        {
            if (!_followers.TryGetValue(jobId, out var follower))
            {
                follower = new JobFollower(jobId, cluster, time, loggers.CreateLogger<JobFollower>());
                _followers.Add(jobId, follower);
                follower.Start();
            }

            follower.Changed += changed;
            follower.Followers++;
            return follower;
        }
    }

    public void Unsubscribe(JobFollower follower, Action changed)
    {
        lock (_gate)
        {
            follower.Changed -= changed;
            if (--follower.Followers == 0)
            {
                _followers.Remove(follower.JobId);
                follower.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var follower in _followers.Values)
            {
                follower.Dispose();
            }

            _followers.Clear();
        }
    }
}
