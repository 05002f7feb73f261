using System.Collections.Concurrent;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>A participant that writes down what it is told.</summary>
internal sealed class RecordingParticipant(string name, Func<TransactionVote> vote) : ITransactionParticipant
{
    public string Name => name;

    public ConcurrentQueue<string> Told { get; } = new();

    public string? Transaction { get; private set; }

    public int FailingCommits { get; set; }

    public Func<Task> BeforeItVotes { get; set; } = () => Task.CompletedTask;

    public async ValueTask<TransactionVote> PrepareAsync(string transaction, CancellationToken cancellationToken)
    {
        Transaction = transaction;
        Told.Enqueue("prepare");
        await BeforeItVotes();
        return vote();
    }

    public ValueTask CommitAsync(string transaction, CancellationToken cancellationToken)
    {
        if (FailingCommits-- > 0)
            throw new IOException("not now");
        Told.Enqueue("commit");
        return ValueTask.CompletedTask;
    }

    public ValueTask AbortAsync(string transaction, CancellationToken cancellationToken)
    {
        Told.Enqueue("abort");
        return ValueTask.CompletedTask;
    }
}
