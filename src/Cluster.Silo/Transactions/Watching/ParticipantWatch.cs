using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Watching;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>Writes what one participant sees into the silo's journal.</summary>
internal sealed class ParticipantWatch(string participant, TransactionJournal journal) : IParticipantWatch
{
    public void Saw(TransactionId transaction, TransactionEventKind kind, string? item = null, IReadOnlyList<TransactionId>? waitsFor = null, AbortCause? cause = null) =>
        journal.Saw(transaction, participant, kind, item, waitsFor is null ? null : [.. waitsFor.Select(other => other.Name)], cause);
}
