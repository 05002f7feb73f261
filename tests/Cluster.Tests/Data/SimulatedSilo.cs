using Cluster.Silo.Data.Messages;

namespace Cluster.Tests.Data;

/// <summary>What a simulated silo has of the job.</summary>
internal sealed class SimulatedSilo(string name)
{
    public string Name { get; } = name;

    public Dictionary<TaskAttempt, TaskReport> Reports { get; } = [];

    public Dictionary<TaskAttempt, long> Outputs { get; } = [];

    public Dictionary<TaskAttempt, Dictionary<int, long>> Folded { get; } = [];

    public Dictionary<TaskId, TaskOutput> Known { get; } = [];

    public TaskAttempt? Committed { get; private set; }

    public void Carry(Orders orders)
    {
        foreach (var output in orders.Outputs)
        {
            Known[output.Attempt.Task] = output;
        }

        foreach (var attempt in orders.Stop)
        {
            Reports.Remove(attempt);
            Outputs.Remove(attempt);
        }

        foreach (var attempt in orders.Start)
        {
            Reports.TryAdd(attempt, new TaskReport { Attempt = attempt, State = TaskState.Running });
        }

        Committed = orders.Commit ?? Committed;
    }
}
