using Cluster.Registers;

namespace Cluster.Silo.Registers.Messages;

/// <summary>What a silo's replica holds of a register. Times are as old as they are when the message is made.</summary>
/// <param name="Version">What weaker reads find.</param>
/// <param name="StrongVersion">The newest decided strong version.</param>
/// <param name="Exists">Whether there is a value.</param>
/// <param name="Bytes">The size of the value.</param>
/// <param name="Digest">The same for replicas that agree.</param>
/// <param name="Since">How long it has been so; null when since before the silo started.</param>
/// <param name="Staleness">See <see cref="RegisterReplicaStatus.Staleness"/>.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaView")]
internal readonly record struct ReplicaView(
    [property: Id(0)] RegisterVersion Version,
    [property: Id(1)] RegisterVersion StrongVersion,
    [property: Id(2)] bool Exists,
    [property: Id(3)] int Bytes,
    [property: Id(4)] ulong Digest,
    [property: Id(5)] TimeSpan? Since,
    [property: Id(6)] TimeSpan? Staleness);
