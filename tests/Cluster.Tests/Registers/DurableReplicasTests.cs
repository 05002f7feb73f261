using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Storage.Log;
using Cluster.Tests.Storage.Log;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Tests.Registers;

public sealed class DurableReplicasTests
{
    private static readonly WriteAheadLogOptions Options = new() { SegmentBytes = 4096 };
    /// <summary>A third of what CLUSTER_LOG_SEEDS asks for, 100 by default: the log that carries the replicas is crashed by itself, too.</summary>
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("CLUSTER_LOG_SEEDS") ?? "300") / 3;
    private static readonly ReplicaConfiguration Alone = ReplicaConfiguration.First([new ReplicaMember("silo-1", 0)]);

    private static readonly Gen<Carstamp> Carstamps = Gen.Select(Gen.Long[0, 1 << 40], Gen.Long, Gen.Int[0, 1 << 20], (time, writer, step) => new Carstamp(time, writer, step));
    private static readonly Gen<Ballot> Ballots = Gen.Select(Gen.Long[0, 1 << 40], Gen.Long, (round, proposer) => new Ballot(round, proposer));

    private static readonly Gen<Versioned> Values = Gen.Select(Carstamps, Gen.Long, Gen.Long[0, 1 << 40], Gen.Byte.Array[0, 50], Gen.Bool,
        (version, proposer, number, value, isAbsent) => new Versioned(version, new OperationId(proposer, number), isAbsent ? null : value));

    private static readonly Gen<Proposal> Proposals = Gen.Select(Ballots, Carstamps, Values, Gen.Bool,
        (ballot, @base, result, isGuarded) => new Proposal(ballot, @base, result, isGuarded));

    private static readonly Gen<JournalEntry> Entries = Gen.OneOf<JournalEntry>(
        Gen.Select(Gen.String, Values, (register, value) => (JournalEntry)new StoredEntry(register, value)),
        Gen.Select(Gen.String, Ballots, (register, ballot) => (JournalEntry)new PromisedEntry(register, ballot)),
        Gen.Select(Gen.String, Proposals, (register, proposal) => (JournalEntry)new AcceptedEntry(register, proposal)),
        Gen.Select(Gen.String, Carstamps, (register, version) => (JournalEntry)new ChosenEntry(register, version)),
        Gen.Select(Gen.String, Values, Ballots, Proposals, Gen.Bool, Carstamps, (register, current, promised, accepted, isOpen, mark) => (JournalEntry)new InstalledEntry(
            register, new RegisterState(current, promised, isOpen ? accepted : null, new RecentProposals(accepted.Mark, new ProposalMark(promised, mark))))),
        Gen.Select(Gen.Long[0, 1 << 40], Gen.Long[0, 1 << 40], (epoch, complete) => (JournalEntry)new EpochEntry(epoch, complete)));

    [Fact]
    public void Entry_AsBytesAndBack_IsTheSame() => Gen.Select(Gen.Int[0, 5000], Entries).Sample((shard, entry) =>
    {
        var bytes = JournalCodec.Encode(shard, entry);
        var (againShard, again) = JournalCodec.Decode(bytes);

        Assert.Equal(shard, againShard);
        Assert.Equal(bytes, JournalCodec.Encode(againShard, again));
        Assert.Equal(entry.GetType(), again.GetType());
        Assert.Throws<FormatException>(() => JournalCodec.Decode(bytes.AsSpan(0, bytes.Length - 1)));
    }, iter: 2000);

    [Fact]
    public void Requests_AsBytesAndBack_AreTheSame()
    {
        var requests = Gen.OneOf<ReplicaRequest>(
            Gen.Select(Gen.Long[0, 1 << 40], Gen.String, (epoch, register) => (ReplicaRequest)new ReadRequest(epoch, register)),
            Gen.Select(Gen.Long[0, 1 << 40], Gen.String, Values, (epoch, register, value) => (ReplicaRequest)new StoreRequest(epoch, register, value)),
            Gen.Select(Gen.Long[0, 1 << 40], Gen.String, Ballots, (epoch, register, ballot) => (ReplicaRequest)new PrepareRequest(epoch, register, ballot)),
            Gen.Select(Gen.String, Proposals, Ballots, Values, Gen.Bool, Gen.Bool, (register, proposal, ballot, value, hasBallot, hasValue) =>
                (ReplicaRequest)new ProposeRequest(3, register, proposal, hasBallot ? ballot : null, hasValue ? value : null)),
            Gen.Select(Gen.String, Ballots, Carstamps, (register, ballot, version) => (ReplicaRequest)new CommitRequest(7, register, ballot, version)));
        Gen.Select(Gen.Int[0, 127], requests, (shard, request) => new ReplicaShardRequest(shard, request)).Array[0, 20].Sample(calls =>
        {
            var bytes = ReplicaMessages.Encode(calls);
            var again = ReplicaMessages.DecodeRequests(bytes);

            Assert.Equal(bytes, ReplicaMessages.Encode(again));
            Assert.Equal(calls.Select(call => (call.Shard, call.Request.GetType())), again.Select(call => (call.Shard, call.Request.GetType())));
            Assert.Throws<FormatException>(() => ReplicaMessages.DecodeRequests(bytes[..^1]));
            Assert.Throws<FormatException>(() => ReplicaMessages.DecodeRequests([0, .. bytes[1..]]));
        }, iter: 500);
    }

    [Fact]
    public void Answers_AsBytesAndBack_AreTheSame()
    {
        var value = new Versioned(new Carstamp(5, 6, 7), new OperationId(8, 9), [1, 2, 3]);
        var mark = new ProposalMark(new Ballot(3, 4), new Carstamp(5, 6, 6));
        var state = new RegisterState(value, new Ballot(3, 4), new Proposal(new Ballot(3, 4), value.Version, value, Guarded: true), new RecentProposals(mark, default));
        ReplicaShardRequest[] calls = [new(0, new ReadRequest(1, "r")), new(0, new StoreRequest(1, "r", value)), new(1, new CommitRequest(1, "r", default, default))];
        var answers = ReplicaMessages.DecodeResponses(ReplicaMessages.Encode(calls, [new(ReplicaAnswer.Done, 2, state), new(ReplicaAnswer.Overtaken, 2, state), null]));

        Assert.Equal(3, answers.Length);
        Assert.Equal((ReplicaAnswer.Done, 2), (answers[0]!.Answer, answers[0]!.Epoch));
        Assert.Equal(value.Value, answers[0]!.State.Current.Value);
        Assert.Equal(state.Accepted!.Mark, answers[0]!.State.Accepted!.Mark);
        Assert.Equal((ReplicaAnswer.Overtaken, state.Promised, state.Recent), (answers[1]!.Answer, answers[1]!.State.Promised, answers[1]!.State.Recent));
        Assert.Equal(Carstamp.Zero, answers[1]!.State.Current.Version);
        Assert.Null(answers[2]);
    }

    [Fact]
    public void Requests_HandledTogether_ShareOneSync()
    {
        var disk = new SimulatedDisk();
        var (replicas, log) = Open(disk);
        var before = log.DurableSequence;
        var handled = replicas.HandleAsync([new(0, Write("r", 1)), new(1, Write("s", 1)), new(0, new ReadRequest(1, "t"))], (_, failure) => throw failure);

        Assert.False(handled.IsCompleted);
        log.FlushPending();
        SpinWait.SpinUntil(() => handled.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.True(handled.IsCompletedSuccessfully);
        Assert.Equal(before + 2, log.DurableSequence);
    }

    [Fact]
    public async Task Requests_HandledTogether_WhoseLogFailed_HaveNoAnswerButReadsOfWhatIsDurable()
    {
        var disk = new SimulatedDisk();
        var (replicas, log) = Open(disk);
        disk.FailSyncAt = disk.Operations + 1;
        var failed = new List<int>();
        var handled = replicas.HandleAsync([new(0, Write("r", 1)), new(1, new ReadRequest(1, "s"))], (shard, _) => failed.Add(shard));
        log.FlushPending();

        var answers = await handled;
        Assert.Null(answers[0]);
        Assert.NotNull(answers[1]);
        Assert.Equal([0], failed);
        Assert.Null(Assert.Single(await replicas.HandleAsync([new(0, new ReadRequest(1, "t"))], (shard, _) => failed.Add(shard))));
    }

    [Fact]
    public void Replicas_AfterPowerFailuresAndSnapshots_HaveAllThatTheyAnswered()
    {
        for (var seed = 0; seed < Seeds; seed++)
            Run(seed);
    }

    [Fact]
    public async Task Replicas_WhoseLogFailed_AnswerNothingMore()
    {
        var disk = new SimulatedDisk();
        var (replicas, log) = Open(disk);
        disk.FailSyncAt = disk.Operations + 1;
        var write = replicas.HandleAsync(0, Write("r", 1));
        log.FlushPending();

        await Assert.ThrowsAsync<LogFailedException>(() => write);
        var error = await Assert.ThrowsAnyAsync<IOException>(() => replicas.HandleAsync(0, new ReadRequest(1, "r")));
        Assert.Contains("could not be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherRegister_DoesNotWaitForTheSync()
    {
        var (replicas, log) = Open(new SimulatedDisk());
        var write = replicas.HandleAsync(0, Write("r", 1));

        Assert.True(replicas.HandleAsync(0, new ReadRequest(1, "s")).IsCompletedSuccessfully);
        var read = replicas.HandleAsync(0, new ReadRequest(1, "r"));
        Assert.False(read.IsCompleted);
        log.FlushPending();
        SpinWait.SpinUntil(() => write.IsCompleted && read.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.True(write.IsCompletedSuccessfully && read.IsCompletedSuccessfully);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var answered = new Dictionary<(int Shard, string Register), RegisterState>();
        for (var life = 0; life < 4; life++)
        {
            var (replicas, log) = Open(disk);
            foreach (var ((shard, register), state) in answered)
            {
                var read = Finish(log, replicas.HandleAsync(shard, new ReadRequest(1, register)));
                Assert.True(
                    Newest(read.State) >= Newest(state) && read.State.Promised >= state.Promised && read.State.Recent.Last >= state.Recent.Last,
                    $"Seed {seed}, life {life}: of {register} in shard {shard} it had {state} and has {read.State}.");
            }

            disk.CrashAt = disk.Operations + random.Next(100);
            try
            {
                Live(random, replicas, log, answered);
            }
            catch (Exception exception) when (exception is PowerFailureException or IOException)
            {
            }

            disk.Crash(random);
        }
    }

    /// <summary>That a proposal was chosen may be forgotten in a crash, the proposal itself never.</summary>
    private static Carstamp Newest(RegisterState state) => state.Open?.Result.Version ?? state.Current.Version;

    private static void Live(Random random, DurableReplicas replicas, WriteAheadLog log, Dictionary<(int, string), RegisterState> answered)
    {
        for (var step = 0; step < 60; step++)
        {
            var (shard, register) = (random.Next(2), $"r{random.Next(3)}");
            var state = Finish(log, replicas.HandleAsync(shard, new ReadRequest(1, register))).State;
            var ballot = new Ballot(state.Promised.Round + random.Next(2), 1);
            var proposal = new Proposal(ballot, state.Current.Version, new Versioned(state.Current.Version.Plus(1), new OperationId(1, step), [(byte)step]), Guarded: false);
            ReplicaRequest request = random.Next(5) switch
            {
                0 => Write(register, state.Current.Version.Time + 1),
                1 => new PrepareRequest(1, register, ballot),
                2 when state.Open is { } open => new CommitRequest(1, register, open.Ballot, open.Result.Version),
                _ => new ProposeRequest(1, register, proposal, null, state.Current),
            };
            if (random.Next(12) == 0)
            {
                var snapshot = replicas.SaveSnapshotAsync(CancellationToken.None);
                log.FlushPending();
                SpinWait.SpinUntil(() => snapshot.IsCompleted, TimeSpan.FromSeconds(30));
                if (snapshot.IsFaulted)
                    return;
            }

            answered[(shard, register)] = Finish(log, replicas.HandleAsync(shard, request)).State;
        }
    }

    private static StoreRequest Write(string register, long time) => new(1, register, new Versioned(new Carstamp(time, 1, 0), new OperationId(1, time), [1]));

    private static (DurableReplicas Replicas, WriteAheadLog Log) Open(SimulatedDisk disk)
    {
        var (replicas, log) = DurableReplicas.Open(disk.Mount(), Options, NullLogger.Instance, flushes: false);
        for (var shard = 0; shard < 2; shard++)
        {
            var configuration = Alone with { Members = [new ReplicaMember("silo-1", replicas.Incarnation)] };
            var join = Finish(log, replicas.JoinAsync(shard, "silo-1", configuration));
            if (join is not null)
                Finish(log, replicas.InstallAsync(shard, join));
        }

        return (replicas, log);
    }

    private static T Finish<T>(WriteAheadLog log, Task<T> task)
    {
        log.FlushPending();
        SpinWait.SpinUntil(() => task.IsCompleted, TimeSpan.FromSeconds(30));
        return task.GetAwaiter().GetResult();
    }
}
