namespace Cluster.Silo.Registers.Repair;

/// <summary>Part of one replica's tree: the nodes of one level that the other side asked for, or found to differ.</summary>
internal sealed record TreeDigest(int Level, IReadOnlyDictionary<int, ulong> Nodes);
