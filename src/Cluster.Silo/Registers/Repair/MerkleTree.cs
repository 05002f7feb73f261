using Cluster.Silo.Registers.Convergent;

namespace Cluster.Silo.Registers.Repair;

/// <summary>
/// A digest of many registers that two replicas compare from the root down, to find those that differ by exchanging a few numbers
/// (Merkle 1987; Dynamo, SOSP 2007). Registers fall into leaves by the hash of their names; a change costs one addition per level.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>Children of a node.</summary>
    public const int Fanout = 16;

    /// <summary>The level of the leaves; the root is level 0.</summary>
    public const int LeafLevel = 3;

    private static readonly Dictionary<string, ulong> Empty = new(StringComparer.Ordinal);

    private readonly ulong[][] _levels = [.. Enumerable.Range(0, LeafLevel + 1).Select(level => new ulong[LeavesAt(level)])];
    private readonly Dictionary<string, ulong>?[] _leaves = new Dictionary<string, ulong>?[LeavesAt(LeafLevel)];

    public ulong Root => _levels[0][0];

    /// <summary>Notes the digest of a register's state.</summary>
    public void Set(string register, ulong digest)
    {
        var hash = Fingerprint.Of(register);
        var leaf = (int)(hash % (ulong)_leaves.Length);
        // A sum of hashes of (name, digest): the same for the same registers whatever the order of the changes.
        var change = Fingerprint.Combine(hash, digest);
        var registers = _leaves[leaf] ??= new Dictionary<string, ulong>(StringComparer.Ordinal);
        if (registers.TryGetValue(register, out var old))
            change -= Fingerprint.Combine(hash, old);
        registers[register] = digest;
        for (var (level, index) = (LeafLevel, leaf); level >= 0; level--, index /= Fanout)
            _levels[level][index] += change;
    }

    public ulong Node(int level, int index) => _levels[level][index];

    public IReadOnlyDictionary<string, ulong> Leaf(int index) => _leaves[index] ?? Empty;

    private static int LeavesAt(int level) => (int)Math.Pow(Fanout, level);
}
