using Cluster.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

/// <summary>What a coordinator makes of work that others tell it of.</summary>
public sealed class TransactionCoordinatorTests
{
    private static readonly TransactionId Id = new(1, 1, 1, 1);

    private static readonly SessionId Session = new(1, 1);

    private readonly TransactionCoordinator _coordinator = new(Id, DecisionRule.ByVotes, new CoordinatorSettings(), TimeSpan.Zero);

    [Fact]
    public void Join_Twice_AddsUpTheOperations()
    {
        _coordinator.Join("a", Session, 2, writes: false);
        _coordinator.Join("a", Session, 3, writes: true);
        _coordinator.Commit();

        var prepare = Assert.IsType<PrepareRequest>(Assert.Single(Sent()).Request);
        Assert.Equal(5, prepare.Operations);
        Assert.Equal([new ParticipantSession("a", Session)], prepare.Writers);
    }

    [Fact]
    public void Join_WithAnotherSession_Aborts()
    {
        _coordinator.Join("a", Session, 1, writes: true);
        _coordinator.Join("a", new SessionId(2, 1), 1, writes: true);

        Assert.Equal(TransactionOutcome.Aborted, _coordinator.Outcome);
        Assert.Equal([typeof(AbandonRequest), typeof(AbortRequest)], Sent().Select(send => send.Request.GetType()).OrderBy(type => type.Name));
    }

    [Fact]
    public void Observe_OfTwoVersions_Aborts()
    {
        _coordinator.Observe("a", "x", new SessionId(1, 1));
        _coordinator.Observe("a", "x", new SessionId(1, 2));

        Assert.Equal(AbortCause.Overtaken, Assert.Single(_coordinator.TakeEffects().OfType<OutcomeEffect>()).Cause);
    }

    [Fact]
    public void Observe_ThenCommit_ChecksTheVersions()
    {
        _coordinator.Observe("a", "x", new SessionId(1, 1));
        _coordinator.Observe("a", "y", new SessionId(1, 2));
        _coordinator.Commit();
        Assert.Equal(2, Assert.IsType<CheckRequest>(Assert.Single(Sent()).Request).Versions.Count);
        _coordinator.Receive(new VoteReply(Id, "a", null, Vote.Yes));

        Assert.Equal(TransactionOutcome.Committed, _coordinator.Outcome);
    }

    [Fact]
    public void CommitReads_AfterWrites_OnlyValidates()
    {
        _coordinator.Join("a", Session, 1, writes: true);
        _coordinator.CommitReads();

        Assert.IsType<ValidateRequest>(Assert.Single(Sent()).Request);
    }

    [Fact]
    public void Receive_NoWithACause_TellsIt()
    {
        _coordinator.Join("a", Session, 1, writes: true);
        _coordinator.Commit();
        _coordinator.Receive(new VoteReply(Id, "a", Session, Vote.No, AbortCause.Wounded));

        Assert.Equal(AbortCause.Wounded, Assert.Single(_coordinator.TakeEffects().OfType<OutcomeEffect>()).Cause);
    }

    [Fact]
    public void DecideBy_Register_SetsTheDecisionAfterTheVotes()
    {
        _coordinator.DecideBy(DecisionRule.ByRegister);
        _coordinator.Join("a", Session, 1, writes: true);
        _coordinator.Commit();
        _coordinator.Receive(new VoteReply(Id, "a", Session, Vote.Yes));

        Assert.Equal(Decision.Committed, Assert.Single(_coordinator.TakeEffects().OfType<SetDecisionEffect>()).Decision);
    }

    [Fact]
    public void Commit_ByVotes_IsOverWithTheLastVote()
    {
        _coordinator.Join("a", Session, 1, writes: true);
        _coordinator.Join("b", Session, 1, writes: true);
        _coordinator.Commit();
        Assert.All(Sent(), sent => Assert.True(Assert.IsType<PrepareRequest>(sent.Request) is { IsWhole: true, Writers.Count: 2 }));
        _coordinator.Receive(new VoteReply(Id, "a", Session, Vote.Yes));
        _coordinator.Receive(new VoteReply(Id, "b", Session, Vote.Yes));

        Assert.All(Sent(), sent => Assert.False(Assert.IsType<CommitRequest>(sent.Request).IsAwaited));
        Assert.True(_coordinator.IsOver);
    }

    [Fact]
    public void Commit_OfManyWriters_TellsOnlyTheLastOfAll()
    {
        foreach (var writer in new[] { "a", "b", "c", "d" })
            _coordinator.Join(writer, Session, 1, writes: true);
        _coordinator.Commit();

        var prepared = Sent().ToDictionary(sent => sent.Participant, sent => Assert.IsType<PrepareRequest>(sent.Request));
        Assert.Equal(["a", "b", "c", "d"], prepared["d"].Writers.Select(writer => writer.Participant));
        Assert.True(prepared["d"].IsWhole);
        Assert.Equal(["b", "d"], prepared["b"].Writers.Select(writer => writer.Participant));
        Assert.False(prepared["b"].IsWhole);
    }

    private SendEffect[] Sent() => [.. _coordinator.TakeEffects().OfType<SendEffect>()];
}
