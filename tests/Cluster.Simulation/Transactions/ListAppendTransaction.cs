namespace Cluster.Simulation.Transactions;

/// <summary>One attempt at a transaction over lists, as its client saw it.</summary>
internal sealed class ListAppendTransaction(int id, long start)
{
    public int Id => id;

    public long Start => start;

    /// <summary>When its client was told; null as long as it was not, or was told that nobody knows.</summary>
    public long? End { get; set; }

    /// <summary>Null when the outcome is not known.</summary>
    public bool? IsCommitted { get; set; }

    /// <summary>Whole lists that were read from what others wrote, in the order of reading.</summary>
    public List<(string Key, int[] List)> Reads { get; } = [];

    /// <summary>Elements appended, in order. Each element is appended once in a whole history.</summary>
    public List<(string Key, int Element)> Appends { get; } = [];

    public override string ToString()
    {
        var outcome = IsCommitted switch { true => "committed", false => "aborted", null => "unknown" };
        return $"T{Id} [{Start}, {End?.ToString() ?? "?"}] {outcome}: {string.Join("; ", Reads.Select(r => $"r {r.Key} [{string.Join(' ', r.List)}]").Concat(Appends.Select(a => $"append {a.Key} {a.Element}")))}";
    }
}
