using Cluster.Silo.Registers.Protocol;

namespace Cluster.Tests.Registers;

public sealed class RegisterProposerTests
{
    private readonly ProtocolHarness _harness = new();

    [Fact]
    public void Write_OfTheFirstProposer_TakesTwoRoundTripsAndThenOne()
    {
        var proposer = _harness.AddProposer();

        Assert.Equal(2, _harness.RunUntilDone(proposer.Write([1])));
        for (byte value = 2; value < 10; value++)
            Assert.Equal(1, _harness.RunUntilDone(proposer.Write([value])));
        Assert.Equal(1, _harness.RunUntilDone(proposer.Update(current => new RegisterChange([.. current.Value!, 0]))));
    }

    [Fact]
    public void Read_OfAQuietRegister_TakesOneRoundTrip()
    {
        var (writer, reader) = (_harness.AddProposer(), _harness.AddProposer());
        _harness.RunUntilDone(writer.Write([7]));
        var read = reader.Read();

        Assert.Equal(1, _harness.RunUntilDone(read));
        Assert.Equal([7], read.Result!.Value!);
    }

    [Fact]
    public void Read_ByWhoPrefersReplicas_AsksAQuorumAndTheRestOnlyWhenTheseAreSlow()
    {
        var (writer, reader) = (_harness.AddProposer(), _harness.AddProposer(rank: silo => silo == "silo-2" ? 1 : 0));
        _harness.RunUntilDone(writer.Write([7]));
        _harness.Cut.Add("silo-1");
        var read = reader.Read();
        var asked = reader.TakeCalls();

        Assert.Equal(["silo-1", "silo-3"], asked.Select(call => call.Replica).Order());
        reader.Receive("silo-3", asked[0].Attempt, _harness["silo-3"].Handle(asked[0].Request).Response);
        Assert.Equal(RegisterOutcome.Pending, read.Outcome);
        Assert.Equal(["silo-1"], reader.Widen());
        Assert.Empty(reader.Widen());
        Assert.Equal(1, _harness.RunUntilDone(read));
        Assert.Equal([7], read.Result!.Value!);
    }

    [Fact]
    public void Read_RefusedByAReplicaThatDoesNotVoteYet_AsksTheSparedOneAtOnce()
    {
        var reader = _harness.AddProposer(rank: silo => silo == "silo-3" ? 1 : 0);
        var read = reader.Read();
        var asked = reader.TakeCalls();
        reader.Receive("silo-1", asked[0].Attempt, new ReplicaResponse(ReplicaAnswer.NotServing, 1, RegisterState.Initial));

        Assert.Equal("silo-3", Assert.Single(reader.TakeCalls()).Replica);
        Assert.Equal(RegisterOutcome.Pending, read.Outcome);
    }

    [Fact]
    public void Writes_BehindOneThatIsUnderWay_WaitForItAndShareTheNextRound()
    {
        var proposer = _harness.AddProposer();
        _harness.RunUntilDone(proposer.Write([1]));
        var first = proposer.Write([2]);
        proposer.TakeCalls();
        RegisterOperation[] others = [.. Enumerable.Range(3, 5).Select(value => proposer.Write([(byte)value]))];
        proposer.TakeCalls();

        Assert.True(first.IsBegun);
        Assert.All(others, other => Assert.False(other.IsBegun));
        proposer.Resend();
        _harness.RunUntilDone(first);
        Assert.Equal(1, _harness.RunUntilDone(others[^1]));
        Assert.All(others, other => Assert.Equal(RegisterOutcome.Done, other.Outcome));
    }

    [Fact]
    public void Read_BehindAPlainWriteThatReachedOneReplica_WritesItBack()
    {
        var (writer, reader) = (_harness.AddProposer(), _harness.AddProposer());
        var write = writer.WriteWithoutLead([7]);
        _harness.RunRound();
        _harness.Cut.UnionWith(["silo-2", "silo-3"]);
        _harness.RunRound();
        Assert.Equal(RegisterOutcome.Pending, write.Outcome);

        _harness.Cut.Clear();
        _harness.Cut.Add("silo-3");
        var read = reader.Read();
        Assert.Equal(2, _harness.RunUntilDone(read));
        Assert.Equal([7], read.Result!.Value!);
        Assert.Equal([7], _harness["silo-2"].Peek("r").Current.Value!);
    }

    [Fact]
    public void Write_InAShardThatBeganAnew_HasAVersionAboveAllThatWereLost()
    {
        var proposer = _harness.AddProposer();
        var lost = proposer.Write([1]);
        _harness.RunUntilDone(lost);

        _harness.BeginAnew();
        proposer.Configure(_harness.Configuration);
        var (read, expecting) = (proposer.Read(), lost.Result!.Version);
        _harness.RunUntilDone(read);
        var late = proposer.Update(current => current.Version == expecting ? new RegisterChange([9]) : null);
        _harness.RunUntilDone(late);
        var again = proposer.Write([2]);
        _harness.RunUntilDone(again);

        Assert.Equal((null, Carstamp.Zero), (read.Result!.Value, read.Result.Version));
        Assert.False(late.Changed);
        Assert.True(again.Result!.Version > lost.Result.Version);
        Assert.Equal(1, _harness.RunUntilDone(proposer.Write([3])));
    }

    [Theory]
    [InlineData(2, 3, 0)]
    [InlineData(3, 0, 3)]
    [InlineData(9, 0, 3)]
    public void Read_BehindAProposalForThreeVersions_LeavesItAloneIfItMayMissAsMany(int bound, byte expected, int behind)
    {
        var (writer, reader) = (_harness.AddProposer(), _harness.AddProposer());
        writer.Write([0]);
        _harness.RunRound();

        // What comes while a round is under way goes together in the next: one proposal for three versions.
        foreach (var value in new byte[] { 1, 2, 3 })
            writer.Write([value]);
        _harness.RunRound();
        _harness.Cut.UnionWith(["silo-2", "silo-3"]);
        _harness.RunRound();

        _harness.Cut.Clear();
        _harness.Cut.Add("silo-3");
        var read = reader.Read(maxVersionsBehind: bound);
        var rounds = _harness.RunUntilDone(read);

        Assert.Equal((expected, behind), (read.Result!.Value![0], read.VersionsBehind));
        Assert.Equal(behind == 0 ? 2 : 1, rounds);
    }

    [Fact]
    public void Read_BehindAProposalThatReachedOneReplica_HasItChosenUnderItsOwnBallot()
    {
        var (writer, reader) = (_harness.AddProposer(), _harness.AddProposer());
        _harness.RunUntilDone(writer.Write([1]));
        writer.Write([2]);
        _harness.Cut.UnionWith(["silo-2", "silo-3"]);
        _harness.RunRound();

        _harness.Cut.Clear();
        _harness.Cut.Add("silo-3");
        var read = reader.Read();
        _harness.RunUntilDone(read);
        Assert.Equal([2], read.Result!.Value!);
        Assert.Equal(_harness["silo-1"].Peek("r").Promised, _harness["silo-2"].Peek("r").Promised);
    }

    [Fact]
    public void WriteWithoutLead_BesideALeader_TakesTwoRoundTripsAndIsNotOverwrittenByIt()
    {
        var (leader, other) = (_harness.AddProposer(), _harness.AddProposer());
        _harness.RunUntilDone(leader.Write([1]));

        Assert.Equal(2, _harness.RunUntilDone(other.WriteWithoutLead([2])));
        var increment = leader.Update(current => new RegisterChange([(byte)(current.Value![0] + 1)]));
        _harness.RunUntilDone(increment);

        Assert.True(increment.Outcome is RegisterOutcome.Unknown || increment.Result!.Value![0] == 3);
        var read = other.Read();
        _harness.RunUntilDone(read);
        Assert.Contains(read.Result!.Value![0], new byte[] { 2, 3 });
    }

    [Fact]
    public void Updates_ThatBeginTogether_ShareOneRoundAndKeepTheirOrder()
    {
        var proposer = _harness.AddProposer();
        _harness.RunUntilDone(proposer.Write([0]));
        var updates = Enumerable.Range(0, 64).Select(_ => proposer.Update(current => new RegisterChange([(byte)(current.Value![0] + 1)]))).ToArray();

        Assert.Equal(1, _harness.RunUntilDone(updates[^1]));
        Assert.Equal(Enumerable.Range(1, 64).Select(value => (byte)value), updates.Select(update => update.Result!.Value![0]));
        Assert.Equal(updates.Select(update => update.Result!.Version), updates.Select(update => update.Result!.Version).Order().Distinct());
    }

    [Fact]
    public void CompareAndSet_OverAnotherVersion_ChangesNothingAndTellsTheCurrentOne()
    {
        var (proposer, stale) = (_harness.AddProposer(), _harness.AddProposer());
        var first = proposer.Write([1]);
        _harness.RunUntilDone(first);
        var second = stale.Write([2]);
        _harness.RunUntilDone(second);

        var compare = proposer.Update(current => current.Version == first.Result!.Version ? new RegisterChange([3]) : null);
        _harness.RunUntilDone(compare);
        Assert.False(compare.Changed);
        Assert.Equal(second.Result!.Version, compare.Result!.Version);
    }

    [Fact]
    public void Operations_WithoutAQuorum_StayPendingAndGoOnWhenItIsBack()
    {
        var proposer = _harness.AddProposer();
        _harness.Cut.UnionWith(["silo-1", "silo-2"]);
        var write = proposer.Write([1]);
        for (var round = 0; round < 5; round++)
        {
            _harness.RunRound();
            proposer.Resend();
        }

        Assert.Equal(RegisterOutcome.Pending, write.Outcome);
        _harness.Cut.Clear();
        _harness.RunUntilDone(write);
        Assert.Equal(RegisterOutcome.Done, write.Outcome);
    }

    [Fact]
    public void Configure_WithAnInactiveConfiguration_IsRefused()
    {
        var proposer = _harness.AddProposer();
        var error = Assert.Throws<ArgumentException>(() => proposer.Configure(_harness.Configuration.Next(_harness.Configuration.Members)));
        Assert.Contains("not active", error.Message, StringComparison.Ordinal);
    }
}
