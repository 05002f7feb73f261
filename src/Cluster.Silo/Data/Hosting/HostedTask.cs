using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Hosting;

/// <summary>An attempt at a task on this silo. But for <see cref="AddBytes"/>, it is touched on the partition host's scheduler alone.</summary>
internal sealed class HostedTask(TaskAttempt attempt, HostedJob job) : IDisposable
{
    private readonly List<TaskAttempt> _lost = [];
    private long _bytes;

    public TaskAttempt Attempt { get; } = attempt;

    public TaskState State { get; private set; } = TaskState.Running;

    /// <summary>The job's version when the attempt last changed.</summary>
    public long Version { get; private set; }

    public SegmentSet? Output { get; private set; }

    /// <summary>Signals that the write task may give its file the final name.</summary>
    public TaskCompletionSource Committed { get; } = new();

    public CancellationTokenSource Stopping { get; } = CancellationTokenSource.CreateLinkedTokenSource(job.Stopping);

    private long OutputBytes { get; set; }

    private bool Shuffled { get; set; }

    private string? Error { get; set; }

    private bool IsFatal { get; set; }

    private WrittenResult? Result { get; set; }

    /// <summary>Called by workers as they go on.</summary>
    public void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Changed() => Version = job.NextVersion();

    public void SetShuffled()
    {
        Shuffled = true;
        Changed();
    }

    /// <summary>Reports an output that cannot be fetched any more; the attempt waits for another one.</summary>
    public void Lose(TaskAttempt output)
    {
        if (!_lost.Contains(output))
        {
            _lost.Add(output);
            Changed();
        }
    }

    public bool HasLost(TaskAttempt output) => _lost.Contains(output);

    public void SetReady(WrittenResult result, long bytes)
    {
        State = TaskState.Ready;
        Result = result;
        OutputBytes = bytes;
        Changed();
    }

    public void SetDone(SegmentSet? output, long bytes)
    {
        State = TaskState.Done;
        Output = output;
        OutputBytes = bytes;
        Changed();
    }

    public void SetFailed(string? error, bool isFatal)
    {
        State = TaskState.Failed;
        Error = error;
        IsFatal = isFatal;
        Changed();
    }

    public TaskReport Report() => new()
    {
        Attempt = Attempt,
        State = State,
        Bytes = Interlocked.Read(ref _bytes),
        OutputBytes = OutputBytes,
        Shuffled = Shuffled,
        Error = Error,
        IsFatal = IsFatal,
        Lost = _lost.ToArray(),
        Result = Result,
    };

    /// <summary>Stops the attempt and gives its output up.</summary>
    public void Dispose()
    {
        Stopping.Cancel();
        Output?.Dispose();
    }
}
