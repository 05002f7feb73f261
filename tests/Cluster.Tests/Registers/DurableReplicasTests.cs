using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Storage.Log;
using Cluster.Tests.Storage.Log;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Tests.Registers;

public sealed class DurableReplicasTests
{
    private static readonly WriteAheadLogOptions Options = new() { SegmentBytes = 4096 };
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
    public void Replicas_AfterPowerFailuresAndSnapshots_HaveAllThatTheyAnswered()
    {
        for (var seed = 0; seed < 300; seed++)
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
