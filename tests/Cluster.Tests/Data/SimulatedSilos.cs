using Cluster.Data;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Planning;

namespace Cluster.Tests.Data;

/// <summary>
/// Silos that run a tracker's orders in a random order, one step at a time. A map of split i yields 2^i for every partition, so that the sum
/// at the end tells which splits were counted, and how often.
/// </summary>
internal sealed class SimulatedSilos
{
    private const int SplitBytes = 10;
    private readonly int _splits;
    private readonly int _partitions;
    private readonly Random _random;
    private readonly Dictionary<string, SimulatedSilo> _silos = [];
    private int _lastSilo;
    private long _epoch = 1;

    public SimulatedSilos(int splits, int partitions, int seed)
    {
        _splits = splits;
        _partitions = partitions;
        _random = new Random(seed);
        Tracker = NewTracker(splits, partitions, _epoch);
        Tracker.Start();
    }

    public JobTracker Tracker { get; private set; }

    public int Started { get; private set; }

    public int StartedMaps { get; private set; }

    public long Expected => ((1L << _splits) - 1) * _partitions;

    public static JobTracker NewTracker(int splits, int partitions, long epoch) => new(
        new JobPlan
        {
            JobId = "job",
            Spec = new JobSpec { Kind = "k", Paths = [], Mapper = "m", Reducer = "r", Settings = new Dictionary<string, string>() },
            Files = [new InputFile("/file", splits * SplitBytes, 0)],
            SplitBytes = SplitBytes,
            Partitions = partitions,
        },
        epoch,
        TimeProvider.System);

    public void Join()
    {
        var silo = new SimulatedSilo($"host-{++_lastSilo}");
        _silos.Add(silo.Name, silo);
        Tracker.AddHost(silo.Name, silo.Name, 2, []);
    }

    public void RunToEnd()
    {
        if (_silos.Count == 0)
        {
            Join();
        }

        for (var steps = 0; Tracker.Completed is null && Tracker.Error is null; steps++)
        {
            Assert.True(steps < 100_000, "The job stands still.");
            Step();
        }
    }

    /// <summary>Something happens: work, a death, a join, an output that is gone, a late report, another driver.</summary>
    public void Disturb()
    {
        switch (_random.Next(12))
        {
            case 0 when _silos.Count > 0:
                var dead = Any();
                _silos.Remove(dead.Name);
                Tracker.RemoveHost(dead.Name);
                break;
            case 1 when _silos.Count < 4:
                Join();
                break;
            case 2 when _silos.Count > 0:
                Any().Outputs.Clear();
                break;
            case 3 when _silos.Count > 0:
                // A report that was on its way while the tracker went on.
                var late = Any();
                Tracker.Apply(late.Name, late.Reports.Values.Where(_ => _random.Next(2) == 0).ToList());
                break;
            case 4:
                TakeOver();
                break;
            default:
                Step();
                break;
        }
    }

    public void TakeOver()
    {
        var committed = Tracker.Ready is null && _silos.Values.Any(silo => silo.Committed is not null);
        Tracker = NewTracker(_splits, _partitions, ++_epoch);
        foreach (var silo in _silos.Values)
        {
            Tracker.AddHost(silo.Name, silo.Name, 2, silo.Reports.Values.ToList());
        }

        if (committed)
        {
            Tracker.Commit();
        }

        Tracker.Start();
    }

    /// <summary>Delivers orders, runs a task on some silo as far as it goes, delivers its report.</summary>
    public void Step()
    {
        if (_silos.Count == 0)
        {
            return;
        }

        foreach (var host in Tracker.Hosts.ToList())
        {
            if (host.TakeOrders() is { } orders)
            {
                Started += orders.Start.Count;
                StartedMaps += orders.Start.Count(attempt => attempt.Task.Stage == TaskStage.Map);
                _silos[host.Key].Carry(orders);
            }
        }

        var silo = Any();
        foreach (var attempt in silo.Reports.Values.Where(report => report.State is TaskState.Running or TaskState.Ready).Select(report => report.Attempt).ToList())
        {
            silo.Reports[attempt] = Run(silo, attempt);
        }

        Tracker.Apply(silo.Name, silo.Reports.Values.ToList());
        if (Tracker.Ready is not null)
        {
            Tracker.Commit();
        }
    }

    private SimulatedSilo Any() => _silos.Values.ElementAt(_random.Next(_silos.Count));

    private TaskReport Run(SimulatedSilo silo, TaskAttempt attempt)
    {
        var report = silo.Reports[attempt];
        switch (attempt.Task.Stage)
        {
            case TaskStage.Map:
                silo.Outputs[attempt] = 1L << attempt.Task.Index;
                return report with { State = TaskState.Done };
            case TaskStage.Reduce:
                return Reduce(silo, attempt, report);
            case TaskStage.Write when report.State == TaskState.Ready:
                return silo.Committed == attempt ? report with { State = TaskState.Done } : report;
            default:
                return Write(silo, report);
        }
    }

    private TaskReport Reduce(SimulatedSilo silo, TaskAttempt attempt, TaskReport report)
    {
        var folded = silo.Folded.TryGetValue(attempt, out var known) ? known : silo.Folded[attempt] = [];
        var lost = report.Lost.ToList();
        for (var split = 0; split < _splits; split++)
        {
            if (folded.ContainsKey(split) || !silo.Known.TryGetValue(TaskId.Map(split), out var output) || lost.Contains(output.Attempt))
            {
                continue;
            }

            if (ValueOf(output) is { } value)
            {
                folded.Add(split, value);
            }
            else
            {
                lost.Add(output.Attempt);
            }
        }

        if (folded.Count < _splits)
        {
            return report with { Lost = lost };
        }

        silo.Outputs[attempt] = folded.Values.Sum();
        return report with { State = TaskState.Done, Lost = lost };
    }

    private TaskReport Write(SimulatedSilo silo, TaskReport report)
    {
        long total = 0;
        for (var partition = 0; partition < _partitions; partition++)
        {
            var output = silo.Known[TaskId.Reduce(partition)];
            if (ValueOf(output) is not { } value)
            {
                return report with { State = TaskState.Failed, Lost = [output.Attempt] };
            }

            total += value;
        }

        return report with { State = TaskState.Ready, Result = new WrittenResult(total, 0, 0, [], "") };
    }

    private long? ValueOf(TaskOutput output) =>
        _silos.TryGetValue(output.Host, out var silo) && silo.Outputs.TryGetValue(output.Attempt, out var value) ? value : null;
}
