namespace Cluster.Transactions.Protocol;

/// <summary>A participant of a transaction and its session there.</summary>
internal readonly record struct ParticipantSession(string Participant, SessionId Session)
{
    public override string ToString() => $"{Participant}@{Session}";
}
