using Cluster.Silo.Registers.Convergent;

namespace Cluster.Silo.Registers.Repair;

/// <summary>One replica's registers of one convergent type, and the tree that tells how they differ from another replica's.</summary>
/// <param name="empty">The state of a register that nobody has changed.</param>
internal sealed class ConvergentStore<T>(T empty)
    where T : class, IConvergent<T>
{
    private readonly Dictionary<string, T> _registers = new(StringComparer.Ordinal);

    public MerkleTree Tree { get; } = new();

    public IReadOnlyDictionary<string, T> Registers => _registers;

    public T this[string register] => _registers.GetValueOrDefault(register, empty);

    /// <summary>Merges a delta or a whole state; false if it brought nothing new, and then there is nothing to write to the log either.</summary>
    public bool Merge(string register, T state)
    {
        var before = this[register];
        var merged = before.Merge(state);
        if (ReferenceEquals(merged, before))
            return false;
        _registers[register] = merged;
        Tree.Set(register, merged.Digest);
        return true;
    }

    /// <summary>The states that a replica with these digests lacks in part; those it has beyond ours come back by its own comparison.</summary>
    public IReadOnlyDictionary<string, T> Missing(IReadOnlyDictionary<string, ulong> theirs, IReadOnlyDictionary<string, ulong> ours) =>
        ours.Where(register => theirs.GetValueOrDefault(register.Key) != register.Value).ToDictionary(register => register.Key, register => this[register.Key], StringComparer.Ordinal);
}
