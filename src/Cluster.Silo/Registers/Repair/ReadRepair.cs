using Cluster.Silo.Registers.Convergent;

namespace Cluster.Silo.Registers.Repair;

/// <summary>Merges what several replicas answered, and says who has to be told the result.</summary>
internal sealed class ReadRepair<T>(T empty)
    where T : class, IConvergent<T>
{
    private readonly Dictionary<string, ulong> _answers = new(StringComparer.Ordinal);

    public T Merged { get; private set; } = empty;

    public int Answers => _answers.Count;

    /// <summary>The replicas whose answer lacked something of <see cref="Merged"/>.</summary>
    public IEnumerable<string> Lagging => _answers.Where(answer => answer.Value != Merged.Digest).Select(answer => answer.Key);

    public void Add(string replica, T state)
    {
        _answers[replica] = state.Digest;
        Merged = Merged.Merge(state);
    }
}
