namespace Cluster.Silo.Registers.Protocol;

/// <summary>A replica's answer, with its epoch and the register's state after the request.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaResponse")]
internal sealed record ReplicaResponse([property: Id(0)] ReplicaAnswer Answer, [property: Id(1)] long Epoch, [property: Id(2)] RegisterState State);
