namespace Cluster.Transactions.Protocol;

/// <summary>A participant of a transaction and its session there.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.ParticipantSession")]
internal readonly record struct ParticipantSession([property: Id(0)] string Participant, [property: Id(1)] SessionId Session)
{
    public override string ToString() => $"{Participant}@{Session}";
}
