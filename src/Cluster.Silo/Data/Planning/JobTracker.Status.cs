using Cluster.Data;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Planning;

/// <summary>What a person sees of the job.</summary>
internal sealed partial class JobTracker
{
    private readonly StageTimes _mapTimes = new();
    private readonly StageTimes _shuffleTimes = new();
    private readonly StageTimes _reduceTimes = new();
    private readonly StageTimes _writeTimes = new();

    /// <summary>The stages of a job that has no plan yet.</summary>
    public static IReadOnlyList<StageStatus> NoStages { get; } =
        new[] { "map", "shuffle", "reduce", "write" }.Select(name => new StageStatus(name, 0, 0, 0, null, null, null)).ToArray();

    /// <summary>Map, shuffle, reduce and write, in this order.</summary>
    public IReadOnlyList<StageStatus> Stages()
    {
        long? shuffleBytes = AllMapsDone ? _maps.Sum(map => map.OutputBytes) : null;
        return new[]
        {
            Stage("map", _mapTimes, CountDone(_maps), _maps.Length, _maps.Sum(map => map.Bytes), _plan.TotalBytes),
            Stage("shuffle", _shuffleTimes, _reduces.Count(IsShuffled), _reduces.Length, _reduces.Sum(reduce => reduce.Bytes), shuffleBytes),
            Stage("reduce", _reduceTimes, CountDone(_reduces), _reduces.Length, _reduces.Sum(reduce => reduce.OutputBytes), null),
            Stage("write", _writeTimes, _write.State == TrackedTaskState.Done ? 1 : 0, 1, _write.Bytes, null),
        };
    }

    /// <summary>All map splits, then all reduce partitions.</summary>
    public IReadOnlyList<PartitionStatus> Partitions()
    {
        var partitions = new List<PartitionStatus>(_maps.Length + _reduces.Length);
        partitions.AddRange(_maps.Select(map => Partition("map", map, _splits[map.Id.Index].ToString(), _splits[map.Id.Index].Bytes)));
        partitions.AddRange(_reduces.Select(reduce => Partition("reduce", reduce, null, null)));
        return partitions;
    }

    private static StageStatus Stage(string name, StageTimes times, int done, int total, long bytes, long? totalBytes) =>
        new(name, done, total, bytes, totalBytes, times.StartedAt, times.FinishedAt);

    private PartitionStatus Partition(string stage, TrackedTask task, string? input, long? totalBytes) => new(
        stage,
        task.Id.Index,
        input,
        task.Host is not null && task.State != TrackedTaskState.Waiting ? NameOf(task.Host) : null,
        task.State switch
        {
            TrackedTaskState.Done => "done",
            TrackedTaskState.Waiting => Error is not null && task.Failures > 0 ? "failed" : "waiting",
            _ => "running",
        },
        task.Attempts,
        task.Bytes,
        totalBytes);

    private string NameOf(string host) => _hosts.TryGetValue(host, out var known) ? known.Name : host;

    private static int CountDone(TrackedTask[] tasks) => tasks.Count(task => task.State == TrackedTaskState.Done);

    private static bool IsShuffled(TrackedTask reduce) => reduce.Shuffled || reduce.State == TrackedTaskState.Done;

    private void Stamp()
    {
        var now = _time.GetUtcNow();
        _mapTimes.Stamp(Array.Exists(_maps, HasStarted), AllMapsDone, now);
        _shuffleTimes.Stamp(Array.Exists(_reduces, HasStarted), Array.TrueForAll(_reduces, IsShuffled), now);
        _reduceTimes.Stamp(Array.Exists(_reduces, IsShuffled), !NeedsMaps, now);
        _writeTimes.Stamp(HasStarted(_write), _write.State == TrackedTaskState.Done, now);
    }

    private static bool HasStarted(TrackedTask task) => task.State != TrackedTaskState.Waiting;
}
