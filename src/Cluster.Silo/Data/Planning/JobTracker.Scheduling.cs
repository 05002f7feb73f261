using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Planning;

/// <summary>What is to be done next, and where.</summary>
internal sealed partial class JobTracker
{
    private void Schedule()
    {
        if (_started && Error is null && _write.State != TrackedTaskState.Done && _hosts.Count > 0)
        {
            ScheduleTasks();
        }

        Stamp();
    }

    private void ScheduleTasks()
    {
        if (NeedsMaps)
        {
            ScheduleMaps();
        }

        if (AllMapsDone || !NeedsMaps)
        {
            ScheduleReduces();
        }

        if (!NeedsMaps && _write.State == TrackedTaskState.Waiting)
        {
            ScheduleWrite();
        }
    }

    private void ScheduleMaps()
    {
        foreach (var map in _maps)
        {
            if (map.State != TrackedTaskState.Waiting)
            {
                continue;
            }

            if (LeastLoaded(map, host => host.MapSlots - host.Maps) is not { } host)
            {
                return;
            }

            Start(map, host);
        }
    }

    private void ScheduleReduces()
    {
        // Reduce tasks that were at work when a map output got lost hear of the new one here.
        foreach (var host in _hosts.Values.Where(host => host.Reduces > 0))
        {
            TellAll(host, _maps);
        }

        foreach (var reduce in _reduces)
        {
            if (reduce.State != TrackedTaskState.Waiting)
            {
                continue;
            }

            if (LeastLoaded(reduce, host => host.ReduceSlots - host.Reduces) is not { } host)
            {
                return;
            }

            TellAll(host, _maps);
            Start(reduce, host);
        }
    }

    /// <summary>The write task goes where most of its input lies.</summary>
    private void ScheduleWrite()
    {
        var host = _hosts.Values.MaxBy(host => _reduces.Where(reduce => reduce.Host == host.Key).Sum(reduce => reduce.OutputBytes))!;
        TellAll(host, _reduces);
        Start(_write, host);
    }

    private void Start(TrackedTask task, TrackedHost host)
    {
        task.State = TrackedTaskState.Running;
        task.Host = host.Key;
        task.Attempt = ++_lastAttempt;
        task.Attempts++;
        Count(host, task, 1);
        host.Start(task.CurrentAttempt);
    }

    /// <summary>The silo with the most free slots, but for a task that failed not the silo where it did, unless there is no other.</summary>
    private TrackedHost? LeastLoaded(TrackedTask task, Func<TrackedHost, int> free)
    {
        TrackedHost? best = null;
        foreach (var host in _hosts.Values)
        {
            if (free(host) > 0 && (best is null || Rank(host) > Rank(best)))
            {
                best = host;
            }
        }

        return best;

        int Rank(TrackedHost host) => task.Failures > 0 && host.Key == task.Host ? int.MinValue : free(host);
    }

    private static void TellAll(TrackedHost host, TrackedTask[] tasks)
    {
        foreach (var task in tasks)
        {
            if (task.State == TrackedTaskState.Done)
            {
                host.Tell(task);
            }
        }
    }
}
