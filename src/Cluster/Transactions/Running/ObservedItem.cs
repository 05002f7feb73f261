using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>What was read without a lock in the course of a call.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.ObservedItem")]
internal readonly record struct ObservedItem([property: Id(0)] string Participant, [property: Id(1)] string Silo, [property: Id(2)] string Item, [property: Id(3)] SessionId Version);
