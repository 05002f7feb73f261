using Cluster.Silo.Registers.Protocol;

namespace Cluster.Tests.Registers;

public sealed class RegisterReplicaTests
{
    private static readonly ReplicaMember[] Members = [new("silo-1", 1), new("silo-2", 2), new("silo-3", 3)];

    [Fact]
    public void Replica_WithAnEmptyDisk_DoesNotVote()
    {
        var replica = new RegisterReplica(incarnation: 9, []);

        Assert.False(replica.IsServing);
        Assert.Equal(ReplicaAnswer.NotServing, replica.Handle(new ReadRequest(1, "r")).Response.Answer);
    }

    [Fact]
    public void Join_MeantForTheDiskThatWasLost_IsIgnored()
    {
        var replica = new RegisterReplica(incarnation: 9, []);

        Assert.Null(replica.Join("silo-1", ReplicaConfiguration.First(Members)).Response);
        Assert.False(replica.IsServing);
    }

    [Fact]
    public void Journal_Replayed_GivesTheSameReplica()
    {
        var journal = new List<JournalEntry>();
        var replica = Serving(journal);
        Handle(replica, journal, new StoreRequest(1, "a", new Versioned(new Carstamp(1, 1, 0), new OperationId(1, 1), [1])));
        Handle(replica, journal, new PrepareRequest(1, "a", new Ballot(2, 5)));
        Handle(replica, journal, new ProposeRequest(1, "a", Proposal(new Ballot(2, 5), new Carstamp(1, 1, 0)), null, null));
        Handle(replica, journal, new CommitRequest(1, "a", new Ballot(2, 5), new Carstamp(1, 1, 1)));
        Handle(replica, journal, new PrepareRequest(1, "b", new Ballot(1, 1)));

        var again = new RegisterReplica(1, journal);
        Assert.Equal(replica.Registers, again.Registers);
        Assert.Equal((1, 1, true), (again.Epoch, again.CompleteEpoch, again.IsServing));
        Assert.Equal(new Carstamp(1, 1, 1), again.Peek("a").Current.Version);
    }

    [Fact]
    public void Read_OfAChangeThatIsNotDurableYet_WaitsForIt()
    {
        var replica = Serving([]);
        var store = replica.Handle(new StoreRequest(1, "a", new Versioned(new Carstamp(1, 1, 0), default, [1])));

        Assert.Single(store.Entries);
        Assert.Equal(store.DurableThrough, replica.Handle(new ReadRequest(1, "a")).DurableThrough);
        Assert.True(replica.Handle(new ReadRequest(1, "b")).DurableThrough < store.DurableThrough);
    }

    [Fact]
    public void Propose_UnderALowerBallotThanPromised_IsRefused()
    {
        var replica = Serving([]);
        replica.Handle(new PrepareRequest(1, "a", new Ballot(5, 1)));

        var refused = replica.Handle(new ProposeRequest(1, "a", Proposal(new Ballot(4, 9), Carstamp.Zero), null, Versioned.Nothing));
        Assert.Equal(ReplicaAnswer.Outbid, refused.Response.Answer);
        Assert.Empty(refused.Entries);
    }

    [Fact]
    public void Propose_OnABaseThatIsNotHere_AsksForIt()
    {
        var replica = Serving([]);

        Assert.Equal(ReplicaAnswer.BaseMissing, replica.Handle(new ProposeRequest(1, "a", Proposal(new Ballot(1, 1), new Carstamp(3, 1, 0)), null, null)).Response.Answer);
    }

    [Theory]
    [InlineData(true, ReplicaAnswer.Overtaken)]
    [InlineData(false, ReplicaAnswer.Done)]
    internal void Propose_OnABaseThatIsOver_CountsOnlyUnguarded(bool isGuarded, ReplicaAnswer expected)
    {
        var replica = Serving([]);
        replica.Handle(new StoreRequest(1, "a", new Versioned(new Carstamp(9, 1, 0), default, [9])));

        var answer = replica.Handle(new ProposeRequest(1, "a", Proposal(new Ballot(1, 1), new Carstamp(3, 1, 0)) with { Guarded = isGuarded }, null, null));
        Assert.Equal(expected, answer.Response.Answer);
        Assert.Null(replica.Peek("a").Accepted);
    }

    [Fact]
    public void Fetch_SealsTheReplicaAgainstEarlierEpochs()
    {
        var replica = Serving([]);
        replica.Handle(new StoreRequest(1, "a", new Versioned(new Carstamp(1, 1, 0), default, [1])));

        var page = replica.Fetch(new FetchRequest(2, 1, null, 10));
        Assert.Equal(["a"], page.Response.Registers.Select(register => register.Key));
        Assert.Equal(ReplicaAnswer.StaleEpoch, replica.Handle(new ReadRequest(1, "a")).Response.Answer);
    }

    [Fact]
    public void Fetch_FromAReplicaThatMissedTheSourceEpoch_IsRefused()
    {
        var replica = new RegisterReplica(1, []);

        Assert.Equal(FetchAnswer.Incomplete, replica.Fetch(new FetchRequest(2, 1, null, 10)).Response.Answer);
    }

    [Fact]
    public void Newcomer_VotesAfterAQuorumOfTheOldConfigurationHasToldAll()
    {
        var first = ReplicaConfiguration.First(Members).Activate();
        var old = Members.Take(2).Select(member => Serving([], member)).ToArray();
        for (var register = 0; register < 600; register++)
            old[register % 2].Handle(new StoreRequest(1, $"r{register:d3}", new Versioned(new Carstamp(1, register, 0), default, [1])));
        var next = first.Next([new("silo-4", 4), .. Members.Take(2)]);
        var newcomer = new RegisterReplica(4, []);
        var transfer = newcomer.Join("silo-4", next).Response!;

        Assert.Throws<InvalidOperationException>(() => newcomer.Install(transfer));
        for (var steps = 0; steps < 20 && !transfer.IsComplete; steps++)
        {
            foreach (var (source, request) in transfer.Outstanding.Where(next => next.Source != "silo-3").ToArray())
                transfer.TryAdd(source, request, old[source == "silo-1" ? 0 : 1].Fetch(request).Response);
        }

        Assert.Equal(2, newcomer.Install(transfer).Response);
        Assert.True(newcomer.IsServing);
        Assert.Equal(600, newcomer.Registers.Count());
    }

    [Fact]
    public void Configuration_NeverActivated_IsGivenUpForOneThatCatchesUpFromTheSameSource()
    {
        var active = ReplicaConfiguration.First(Members).Activate();
        var second = active.Next([Members[0]]);
        var third = second.Next([Members[1]]);

        Assert.Equal((3, 1, false), (third.Epoch, third.SourceEpoch, third.IsActive));
        Assert.Equal(Members, third.Sources);
    }

    private static Proposal Proposal(Ballot ballot, Carstamp @base) => new(ballot, @base, new Versioned(@base.Plus(1), new OperationId(ballot.Proposer, 1), [42]), Guarded: false);

    private static RegisterReplica Serving(List<JournalEntry> journal, ReplicaMember? member = null)
    {
        member ??= Members[0];
        var replica = new RegisterReplica(member.Incarnation, []);
        var joined = replica.Join(member.Name, ReplicaConfiguration.First(Members));
        journal.AddRange(joined.Entries);
        journal.AddRange(replica.Install(joined.Response!).Entries);
        return replica;
    }

    private static void Handle(RegisterReplica replica, List<JournalEntry> journal, ReplicaRequest request)
    {
        var result = replica.Handle(request);
        Assert.Equal(ReplicaAnswer.Done, result.Response.Answer);
        journal.AddRange(result.Entries);
    }
}
