using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

/// <summary>A participant whose coordinator is gone, and somebody who doesn't want to wait.</summary>
public sealed class InDoubtTests : IParticipantWatch
{
    private static readonly TransactionId Id = new(1, 2, 3, 1);

    private readonly List<TransactionEventKind> _seen = [];
    private readonly TransactionParticipant _participant;

    public InDoubtTests() => _participant = new TransactionParticipant("a", ParticipantRecord.Empty.TakeOver(1), new ParticipantSettings(), TimeSpan.Zero, watch: this);

    void IParticipantWatch.Saw(TransactionId transaction, TransactionEventKind kind, string? item, IReadOnlyList<TransactionId>? waitsFor, AbortCause? cause) => _seen.Add(kind);

    [Fact]
    public void Hasten_OfAPromise_AsksTheOthers_AndTheirAnswerDecides()
    {
        var other = Prepare();
        Assert.Equal((1, 0), (_participant.OpenPromises, _participant.PromisesInDoubt));
        Assert.Equal(Id, _participant.FindPromise(Id.Name));

        _participant.Hasten(Id, TimeSpan.Zero);
        var asked = Assert.Single(_participant.TakeEffects().OfType<AskEffect>());
        Assert.Equal(1, _participant.PromisesInDoubt);
        _participant.Learn(new InquiryReply(Id, "b", other, Standing.Refused), TimeSpan.Zero);

        Assert.Equal("b", asked.Participant);
        Assert.Equal((0, 0), (_participant.OpenPromises, _participant.PromisesInDoubt));
        Assert.Equal([TransactionEventKind.Begun, TransactionEventKind.Prepared, TransactionEventKind.InDoubt, TransactionEventKind.Aborted], _seen);
    }

    [Fact]
    public void Hasten_OfAnotherTransaction_DoesNothing()
    {
        Prepare();
        Assert.Null(_participant.FindPromise("other"));

        _participant.Hasten(Id with { Number = 4 }, TimeSpan.Zero);

        Assert.Empty(_participant.TakeEffects().OfType<AskEffect>());
        Assert.Equal(0, _participant.PromisesInDoubt);
    }

    [Fact]
    public void Refresh_WithoutPromises_WritesTheRecordAnew_ForAReplicaThatWasAway()
    {
        _participant.Refresh(TimeSpan.Zero);

        var sync = Assert.Single(_participant.TakeEffects().OfType<SyncEffect>());
        Assert.Equal(new RecordStamp(1, 1, 1), sync.Record.Stamp);
        _participant.Synced(sync.Attempt, sync.Record.Stamp, TimeSpan.Zero);
        Assert.True(_participant.IsSettled);
    }

    [Fact]
    public void Refresh_WithAPromise_LeavesItToWhoeverDecides()
    {
        Prepare();
        _participant.Refresh(TimeSpan.Zero);

        Assert.Empty(_participant.TakeEffects());
    }

    [Fact]
    public void TickAt_OfAPromiseWhoseWriteGetsNoAnswer_IsWhenItIsWrittenAgain()
    {
        // It once was the moment at which others were to be asked, long past: who waits for it never waited, and let nobody else tick.
        PrepareWithoutAnswer();
        for (var now = TimeSpan.FromSeconds(5); now < TimeSpan.FromSeconds(8); now = _participant.TickAt!.Value)
        {
            _participant.Tick(now);
            Assert.Single(_participant.TakeEffects().OfType<SyncEffect>());
            Assert.Equal(now + new ParticipantSettings().SyncPatience, _participant.TickAt);
        }

        Assert.Equal(0, _participant.PromisesInDoubt);
    }

    private SessionId Prepare()
    {
        var (other, sync) = PrepareWithoutAnswer();
        _participant.Synced(sync.Attempt, sync.Record.Stamp, TimeSpan.Zero);
        _participant.TakeEffects();
        return other;
    }

    private (SessionId Other, SyncEffect Sync) PrepareWithoutAnswer()
    {
        _participant.Receive(this, new OperationRequest(Id, null, 1, "x", Access.Write, [1]), TimeSpan.Zero);
        var session = Assert.IsType<OperationReply>(Assert.Single(_participant.TakeEffects().OfType<ReplyEffect>()).Reply).Session!.Value;
        var other = new SessionId(1, 7);
        _participant.Receive(this, new PrepareRequest(Id, session, 1, DecisionRule.ByVotes, [new("a", session), new("b", other)]), TimeSpan.Zero);
        return (other, Assert.Single(_participant.TakeEffects().OfType<SyncEffect>()));
    }
}
