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

    private SendEffect[] Sent() => [.. _coordinator.TakeEffects().OfType<SendEffect>()];
}
