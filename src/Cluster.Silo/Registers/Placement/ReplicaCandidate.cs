namespace Cluster.Silo.Registers.Placement;

/// <summary>A silo that can hold replicas.</summary>
/// <param name="Name">Its stable name; its address changes at each start and plays no part.</param>
/// <param name="Zone">What fails as one: a rack, a machine, a data centre. Null when nothing is known, and then the silo is a zone of its own.</param>
internal sealed record ReplicaCandidate(string Name, string? Zone = null);
