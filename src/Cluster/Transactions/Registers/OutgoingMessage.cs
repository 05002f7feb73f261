namespace Cluster.Transactions.Registers;

/// <summary>A message that has been committed and waits to be taken.</summary>
/// <param name="Key">Its identity, the same each time it is handed over.</param>
/// <param name="Content">The message as the serializer writes it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.OutgoingMessage")]
internal sealed record OutgoingMessage([property: Id(0)] string Key, [property: Id(1)] byte[] Content);
