using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>What was done at one participant in the course of a call.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.JoinedParticipant")]
internal readonly record struct JoinedParticipant(
    [property: Id(0)] string Participant, [property: Id(1)] string Silo, [property: Id(2)] SessionId Session, [property: Id(3)] int Operations, [property: Id(4)] bool Writes);
