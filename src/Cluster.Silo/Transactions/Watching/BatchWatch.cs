using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Watching;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>Writes what a sequencer tells of its batches into the silo's journal; their transactions are counted by their callers.</summary>
internal sealed class BatchWatch(TransactionJournal journal, TimeProvider time) : IBatchWatch
{
    public void Ended(TransactionId batch, int transactions, IReadOnlyCollection<string> participants, TimeSpan beganAt, OutcomeEffect outcome)
    {
        var kind = outcome.Outcome switch
        {
            TransactionOutcome.Committed => TransactionEventKind.Committed,
            TransactionOutcome.Aborted => TransactionEventKind.Aborted,
            _ => TransactionEventKind.Unknown,
        };
        journal.Add(new AttemptReport(batch, [.. participants],
        [
            new TransactionEvent { At = new DateTimeOffset(beganAt.Ticks, TimeSpan.Zero), Kind = TransactionEventKind.Begun, Declared = transactions },
            new TransactionEvent
            {
                At = time.GetUtcNow(),
                Kind = kind,
                Cause = outcome.Outcome == TransactionOutcome.Aborted ? ClusterTransactions.Public(outcome.Cause) : null,
            },
        ]));
    }
}
