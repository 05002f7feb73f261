namespace Cluster.Silo.Registers.Protocol;

/// <summary>A request on its way to a replica; the answer is given back with the same attempt.</summary>
internal sealed record ReplicaCall(string Replica, long Attempt, ReplicaRequest Request);
