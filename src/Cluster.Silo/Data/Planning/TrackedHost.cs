using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Planning;

/// <summary>What the driver of a job knows of one silo, and what it is to be told.</summary>
internal sealed class TrackedHost(string key, string name, int workers)
{
    private readonly Dictionary<TaskId, long> _knownOutputs = [];
    private List<TaskAttempt> _start = [];
    private List<TaskOutput> _outputs = [];
    private List<TaskAttempt> _stop = [];
    private TaskAttempt? _commit;

    public string Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>Map tasks that it may have at once: one more for each worker than can run, so that no worker waits for the driver.</summary>
    public int MapSlots { get; } = workers * 2;

    public int ReduceSlots { get; } = workers;

    public int Maps { get; set; }

    public int Reduces { get; set; }

    public void Start(TaskAttempt attempt) => _start.Add(attempt);

    public void Stop(TaskAttempt attempt) => _stop.Add(attempt);

    public void Commit(TaskAttempt attempt) => _commit = attempt;

    /// <summary>Tells the silo where an output lies, unless it knows.</summary>
    public void Tell(TrackedTask task)
    {
        if (_knownOutputs.GetValueOrDefault(task.Id) != task.Attempt)
        {
            _knownOutputs[task.Id] = task.Attempt;
            _outputs.Add(new TaskOutput(task.CurrentAttempt, task.Host!));
        }
    }

    /// <summary>The orders that are to be sent, or null when there are none. The caller sees to it that they arrive.</summary>
    public Orders? TakeOrders()
    {
        if (_start.Count == 0 && _outputs.Count == 0 && _stop.Count == 0 && _commit is null)
        {
            return null;
        }

        var orders = new Orders(_start, _outputs, _stop, _commit);
        _start = [];
        _outputs = [];
        _stop = [];
        _commit = null;
        return orders;
    }
}
