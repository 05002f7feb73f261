namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Who waits for whom at one participant, at one moment of one activation.</summary>
/// <param name="Participant">The participant's name.</param>
/// <param name="Items">The items that somebody waits for.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Transactions.ParticipantWaits")]
internal sealed record ParticipantWaits([property: Id(0)] string Participant, [property: Id(1)] ContendedItem[] Items);
