namespace Cluster.Silo.Sagas.Protocol;

/// <summary>A message that a step sends. It becomes durable with the end of the step, or not at all, and then leaves until it was taken.</summary>
/// <param name="Key">Its identity for ever: the receiver tells repetitions by it.</param>
/// <param name="Content">The message as the serializer writes it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.OutboxMessage")]
internal sealed record OutboxMessage([property: Id(0)] string Key, [property: Id(1)] byte[] Content);
