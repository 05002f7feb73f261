namespace Cluster.Silo.Data.Planning;

/// <summary>What one driver hands on to the next for people to see.</summary>
internal sealed partial class JobTracker
{
    private JobProgress? _earlier;

    private StageTimes[] Times => [_mapTimes, _shuffleTimes, _reduceTimes, _writeTimes];

    /// <summary>Counts on from where earlier drivers were. May be called again, with what such a driver wrote late.</summary>
    public void Learn(JobProgress earlier)
    {
        Add(_maps, earlier.Maps, _earlier?.Maps);
        Add(_reduces, earlier.Reduces, _earlier?.Reduces);
        foreach (var (times, startedAt) in Times.Zip(earlier.StartedAt))
        {
            times.Began(startedAt);
        }

        _earlier = earlier;
    }

    public JobProgress Progress() => new()
    {
        Epoch = Epoch,
        LastAttempt = _lastAttempt,
        Maps = [.. _maps.Select(map => map.Attempts)],
        Reduces = [.. _reduces.Select(reduce => reduce.Attempts)],
        StartedAt = [.. Times.Select(times => times.StartedAt)],
    };

    private static void Add(TrackedTask[] tasks, IReadOnlyList<int> counts, IReadOnlyList<int>? counted)
    {
        for (var i = 0; i < tasks.Length && i < counts.Count; i++)
        {
            var more = counts[i] - (counted?[i] ?? 0);
            if (more > 0)
            {
                tasks[i].Attempts += more - tasks[i].Presumed;
                tasks[i].Presumed = 0;
            }
        }
    }
}
