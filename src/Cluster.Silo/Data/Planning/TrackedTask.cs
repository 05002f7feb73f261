using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Planning;

/// <summary>What the driver of a job knows of one task.</summary>
internal sealed class TrackedTask(TaskId id)
{
    public TaskId Id { get; } = id;

    public TrackedTaskState State { get; set; }

    /// <summary>The silo of the current attempt, or of the last one.</summary>
    public string? Host { get; set; }

    /// <summary>The number of the current attempt; reports of any other are stale.</summary>
    public long Attempt { get; set; }

    public int Attempts { get; set; }

    /// <summary>How many of the attempts were counted for an earlier driver, which may still say so itself.</summary>
    public int Presumed { get; set; }

    /// <summary>Attempts that ended in an error; attempts lost with their silo do not count.</summary>
    public int Failures { get; set; }

    public long Bytes { get; set; }

    public long OutputBytes { get; set; }

    public bool Shuffled { get; set; }

    public WrittenResult? Result { get; set; }

    public TaskAttempt CurrentAttempt => new(Id, Attempt);

    public bool IsAt(string host) => State != TrackedTaskState.Waiting && Host == host;

    /// <summary>Takes the task back; it is to be done again.</summary>
    public void Reset()
    {
        State = TrackedTaskState.Waiting;
        Attempt = 0;
        Bytes = 0;
        OutputBytes = 0;
        Shuffled = false;
        Result = null;
    }
}
