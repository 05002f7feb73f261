namespace Cluster.Silo.Registers.Protocol;

/// <summary>A replica's answer, with its epoch and the register's state after the request.</summary>
internal sealed record ReplicaResponse(ReplicaAnswer Answer, long Epoch, RegisterState State);
