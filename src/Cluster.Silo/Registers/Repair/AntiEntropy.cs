namespace Cluster.Silo.Registers.Repair;

/// <summary>
/// Finds what differs between two replicas. One side sends <see cref="Begin"/>; each answers the other's digest with <see cref="Compare"/>
/// until the leaves are reached, and then with the registers of the leaves that differ, whose states are exchanged.
/// </summary>
internal static class AntiEntropy
{
    public static TreeDigest Begin(MerkleTree tree) => new(0, new Dictionary<int, ulong> { [0] = tree.Root });

    /// <summary>The children of the nodes that differ, or null when none does.</summary>
    public static TreeDigest? Compare(MerkleTree tree, TreeDigest other)
    {
        if (other.Level >= MerkleTree.LeafLevel)
            throw new ArgumentException("Leaves have no children; ask for their registers.", nameof(other));
        var children = DifferingNodes(tree, other)
            .SelectMany(index => Enumerable.Range(index * MerkleTree.Fanout, MerkleTree.Fanout))
            .ToDictionary(index => index, index => tree.Node(other.Level + 1, index));
        return children.Count == 0 ? null : new TreeDigest(other.Level + 1, children);
    }

    /// <summary>The registers, with their digests, of the leaves that differ.</summary>
    public static IReadOnlyDictionary<string, ulong> DifferingLeaves(MerkleTree tree, TreeDigest other) =>
        DifferingNodes(tree, other).SelectMany(tree.Leaf).ToDictionary(register => register.Key, register => register.Value, StringComparer.Ordinal);

    private static IEnumerable<int> DifferingNodes(MerkleTree tree, TreeDigest other) =>
        other.Nodes.Where(node => tree.Node(other.Level, node.Key) != node.Value).Select(node => node.Key);
}
