using Cluster.Transactions;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.Transactions;

public sealed class TransactionJournalTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly TransactionJournal _journal;

    public TransactionJournalTests() => _journal = new TransactionJournal(3, _time, "silo-1");

    [Fact]
    public void Attempts_BeyondItsCapacity_PushOutTheOldestThatIsOver()
    {
        See(1, TransactionEventKind.Prepared);
        See(2, TransactionEventKind.Committed);
        See(3, TransactionEventKind.Committed);
        See(4, TransactionEventKind.Begun);

        Assert.Equal([1, 3, 4], _journal.List(_ => true, 10).Select(Number).Order());
    }

    [Fact]
    public void Attempts_ThatNeverEnd_ArePushedOut_Too()
    {
        foreach (var number in Enumerable.Range(1, 100))
            See(number, TransactionEventKind.Begun);

        Assert.Equal(3, _journal.List(_ => true, 10).Length);
    }

    [Fact]
    public void Events_OfOneAttempt_AreBounded_AndItsEndIsKept()
    {
        foreach (var _ in Enumerable.Range(0, 1000))
            See(1, TransactionEventKind.Waits);
        See(1, TransactionEventKind.Committed);

        var status = Assert.Single(_journal.Describe([Id(1).Name]));
        Assert.Equal(TransactionState.Committed, status.State);
        Assert.InRange(status.Events.Count, 2, 65);
    }

    [Fact]
    public void Status_OfParts_IsPutTogether()
    {
        See(1, TransactionEventKind.Prepared, "a");
        var other = new TransactionJournal(3, _time, "silo-2");
        other.Saw(Id(1), "b", TransactionEventKind.Committed);

        var merged = TransactionStatus.Merge([.. _journal.Describe([Id(1).Name]), .. other.Describe([Id(1).Name])]);

        Assert.Equal(TransactionState.Committed, merged.State);
        Assert.Equal(["a", "b"], merged.Participants);
        Assert.Equal(["silo-1", "silo-2"], merged.Events.Select(seen => seen.Silo));
    }

    [Fact]
    public void Cause_IsTheCoordinatorsWord()
    {
        _journal.Saw(Id(1), "a", TransactionEventKind.Aborted, cause: AbortCause.SessionLost);
        _journal.Add(new AttemptReport(Id(1), ["a"], [new TransactionEvent { At = _time.GetUtcNow(), Kind = TransactionEventKind.Aborted, Cause = TransactionAbortCause.Wounded }]));

        Assert.Equal(TransactionAbortCause.Wounded, Assert.Single(_journal.Describe([Id(1).Name])).Cause);
    }

    [Fact]
    public void Counts_ThatWereTaken_ComeOnce()
    {
        var counts = new OutcomeCounts();
        counts.Count(new OutcomeEffect(TransactionOutcome.Committed, null), TimeSpan.FromMilliseconds(3));
        counts.Count(new OutcomeEffect(TransactionOutcome.Aborted, AbortCause.Wounded), TimeSpan.Zero);

        var taken = counts.Take();

        Assert.Equal((1, 1, 1), (taken.Committed, taken.Aborted[TransactionAbortCause.Wounded], taken.Latency.Count));
        Assert.Equal(0, counts.Take().AllAborted);
        counts.Add(taken);
        Assert.Equal(1, counts.Read().Committed);
    }

    private static TransactionId Id(int number) => new(1, 9, number, 1);

    private static int Number(TransactionStatus status) => Enumerable.Range(1, 9).Single(number => Id(number).Name == status.Name);

    private void See(int number, TransactionEventKind kind, string participant = "a") => _journal.Saw(Id(number), participant, kind);
}
