using Cluster.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Registers;

/// <summary>The levels below strong, over three silos.</summary>
[Collection(SharedRegisters.Name)]
public sealed class ConsistencyTests(RegisterCluster cluster)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    public static TheoryData<string> WeakerLevels() => ["Eventual", "Weak", "Session", "Replicas"];

    [Theory]
    [MemberData(nameof(WeakerLevels))]
    public async Task Write_AtAWeakerLevel_ReachesReadersOnEverySilo(string name)
    {
        var (level, register) = (Level(name), $"spread/{name}");
        await Registers.Get<string>(register).WriteAsync("hello", level, cancellationToken: Token);

        foreach (var silo in cluster.Silos.Select(ClientOf))
        {
            await Eventually.TrueAsync(
                async () => (await silo.Registers.Get<string>(register).ReadAsync(ConsistencyLevel.Eventual, Token)).Value == "hello", "every silo has the value");
        }
    }

    [Fact]
    public async Task Write_AtAWeakerLevel_IsNotSeenByStrongReads_AndBuriedByTheNextStrongWrite()
    {
        var register = Registers.Get<int>("mixed");
        await register.WriteAsync(1, cancellationToken: Token);
        await EventuallyReadsAsync("mixed", 1);
        await register.WriteAsync(2, ConsistencyLevel.Eventual, cancellationToken: Token);
        await EventuallyReadsAsync("mixed", 2);
        Assert.Equal(1, (await register.ReadAsync(cancellationToken: Token)).Value);

        await register.WriteAsync(3, cancellationToken: Token);
        await EventuallyReadsAsync("mixed", 3);
    }

    [Fact]
    public async Task Read_BoundedByVersions_MissesNoMoreThanThat_AndSaysHowMany()
    {
        var register = Registers.Get<int>("bounded by versions");
        var level = ConsistencyLevel.BoundedStaleness(2);
        var writer = cluster.Other.Registers.Get<int>("bounded by versions");
        var (acknowledged, isOver) = (0, false);
        var writing = Task.Run(
            async () =>
            {
                for (var value = 1; value <= 200; value++)
                {
                    await writer.WriteAsync(value, cancellationToken: Token);
                    Volatile.Write(ref acknowledged, value);
                }

                Volatile.Write(ref isOver, true);
            },
            Token);
        while (!Volatile.Read(ref isOver))
        {
            var before = Volatile.Read(ref acknowledged);
            var read = await register.ReadAsync(level, Token);
            Assert.InRange(read.Value, before - 2, 200);
            Assert.InRange(read.VersionsBehind!.Value, 0, 2);
        }

        await writing;
        Assert.Throws<ArgumentOutOfRangeException>(() => ConsistencyLevel.BoundedStaleness(0));
    }

    [Fact]
    public async Task AdviseAsync_AfterManyOperations_KnowsWhatTheyCost()
    {
        var register = Registers.Get<int>("advised");
        for (var value = 0; value < 150; value++)
        {
            await register.WriteAsync(value, ConsistencyLevel.Eventual, cancellationToken: Token);
            await register.ReadAsync(ConsistencyLevel.Eventual, Token);
        }

        var target = new ObservedTarget { MaxStaleness = Long, ReadLatency = Long, WriteLatency = Long, Confidence = 0.5, LatencyConfidence = 0.5 };
        await Eventually.TrueAsync(async () => (await Registers.AdviseAsync(target, Token)).Read?.Kind == ConsistencyKind.Eventual, "eventual is advised");
        await Assert.ThrowsAsync<ArgumentException>(async () => await Registers.AdviseAsync(target with { Confidence = 0 }, Token));
    }

    [Fact]
    public async Task Version_TellsHowManyWritesLieSinceAnEarlierOne()
    {
        var register = Registers.Get<int>("counted versions");
        var first = await register.WriteAsync(1, cancellationToken: Token);
        await register.WriteAsync(2, cancellationToken: Token);
        await register.DeleteAsync(cancellationToken: Token);
        var last = await register.WriteAsync(3, cancellationToken: Token);
        var weak = await register.WriteAsync(4, ConsistencyLevel.Eventual, cancellationToken: Token);

        Assert.Equal((3, 0, 4), (last.Version.ChangesSince(first.Version), last.Version.ChangesSince(last.Version), last.Version.ChangesSince(RegisterVersion.None)));
        Assert.Null(weak.Version.ChangesSince(first.Version));
        Assert.Throws<ArgumentException>(() => first.Version.ChangesSince(last.Version));
    }

    [Fact]
    public async Task Session_CarriedToAnotherProcessAndSilo_ReadsItsOwnWrite()
    {
        for (var round = 0; round < 30; round++)
        {
            var (name, session) = ($"session/{round % 3}", new RegisterSession());
            var silos = cluster.Silos.Select(ClientOf).ToList();
            await silos[round % 3].Registers.Get<int>(name).WriteAsync(round, ConsistencyLevel.Session(session), cancellationToken: Token);
            var there = RegisterSession.Parse(session.ToString());
            var read = await silos[(round + 1) % 3].Registers.Get<int>(name).ReadAsync(ConsistencyLevel.Session(there), Token);

            Assert.Equal(round, read.Value);
            Assert.Equal(ConsistencyKind.Session, read.Level);
        }
    }

    [Fact]
    public async Task Replicas_OfThreeReadAfterAWriteToOne_SeesIt()
    {
        var silos = cluster.Silos.Select(ClientOf).ToList();
        for (var round = 1; round <= 10; round++)
        {
            await silos[round % 3].Registers.Get<int>("raw").WriteAsync(round, ConsistencyLevel.Replicas(read: 1, write: 1), cancellationToken: Token);
            var read = await silos[(round + 1) % 3].Registers.Get<int>("raw").ReadAsync(ConsistencyLevel.Replicas(read: 3, write: 1), Token);
            Assert.Equal(round, read.Value);
        }
    }

    [Fact]
    public async Task Replicas_MoreThanThereAre_AreRefused()
    {
        var failure = await Assert.ThrowsAsync<QuorumUnreachableException>(
            async () => await Registers.Get<int>("too many").WriteAsync(1, ConsistencyLevel.Replicas(1, 4), cancellationToken: Token));
        Assert.False(failure.MayHaveTakenEffect);
        await Assert.ThrowsAsync<QuorumUnreachableException>(
            async () => await Registers.Get<int>("too many").ReadAsync(ConsistencyLevel.Replicas(4, 1), Token));
    }

    [Fact]
    public async Task BoundedStaleness_OfZero_SeesTheLastWrite_AndOfMuchMayNot()
    {
        var register = Registers.Get<int>("bounded");
        await register.WriteAsync(1, cancellationToken: Token);
        Assert.Equal(1, (await register.ReadAsync(ConsistencyLevel.BoundedStaleness(Long), Token)).Value);
        await register.WriteAsync(2, cancellationToken: Token);

        var old = await register.ReadAsync(ConsistencyLevel.BoundedStaleness(Long), Token);
        var exact = await register.ReadAsync(ConsistencyLevel.BoundedStaleness(TimeSpan.Zero), Token);

        Assert.Equal(ConsistencyKind.BoundedStaleness, old.Level);
        Assert.InRange(old.Staleness!.Value, TimeSpan.Zero, Long);
        Assert.Equal(2, exact.Value);
    }

    [Fact]
    public async Task TimeToLive_Over_LeavesTheRegisterAbsent_ForAllLevels()
    {
        var register = Registers.Get<string>("short-lived");
        var written = await register.WriteAsync("x", timeToLive: TimeSpan.FromMilliseconds(300), cancellationToken: Token);
        await Eventually.TrueAsync(async () => !(await register.ReadAsync(cancellationToken: Token)).Exists, "the value has ended");
        var read = await register.ReadAsync(cancellationToken: Token);

        Assert.True(read.Version > written.Version);
        Assert.True((await register.CompareAndSetAsync(RegisterVersion.None, "y", cancellationToken: Token)).Succeeded);

        await Registers.Get<string>("short-lived weakly").WriteAsync("x", ConsistencyLevel.Eventual, TimeSpan.FromMilliseconds(300), Token);
        await Eventually.TrueAsync(
            async () => !(await Registers.Get<string>("short-lived weakly").ReadAsync(ConsistencyLevel.Eventual, Token)).Exists, "the weaker value has ended");
    }

    [Fact]
    public async Task ReadManyAndWriteMany_OfManyNames_AnswerForEach()
    {
        var values = Enumerable.Range(0, 200).ToDictionary(number => $"batch/{number}");
        var written = await Registers.WriteManyAsync(values, cancellationToken: Token);
        var read = await cluster.Other.Registers.ReadManyAsync<int>(values.Keys.Append("batch/none"), cancellationToken: Token);

        Assert.Equal(201, read.Count);
        Assert.False(read["batch/none"].Exists);
        Assert.All(values, value => Assert.Equal((value.Value, written[value.Key].Version), (read[value.Key].Value, read[value.Key].Version)));
    }

    [Fact]
    public async Task WatchAsync_WhileOthersWrite_TellsTheNewestInOrder()
    {
        var register = Registers.Get<int>("watched");
        var seen = new List<RegisterValue<int>>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watching = Task.Run(
            async () =>
            {
                await foreach (var value in register.WatchAsync(cancellationToken: enough.Token))
                {
                    lock (seen)
                        seen.Add(value);
                }
            },
            Token);
        await Eventually.TrueAsync(() => Seen(seen).Count == 1, "the watch has begun");
        for (var number = 1; number <= 50; number++)
            await cluster.Other.Registers.Get<int>("watched").WriteAsync(number, cancellationToken: Token);
        await Eventually.TrueAsync(() => Seen(seen)[^1].Value == 50, "the last change is told");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        Assert.False(Seen(seen)[0].Exists);
        Assert.Equal(Seen(seen).OrderBy(value => value.Version), Seen(seen));
    }

    [Fact]
    public async Task Counters_CountedOnAllSilos_ComeToTheSum()
    {
        await Task.WhenAll(cluster.Silos.Select(ClientOf).Select(async client =>
        {
            for (var round = 0; round < 20; round++)
            {
                await client.Registers.Counter("count").AddAsync(3, Token);
                await client.Registers.Counter("count").AddAsync(-1, Token);
                await client.Registers.GrowOnlyCounter("count").AddAsync(1, Token);
            }
        }));

        foreach (var client in cluster.Silos.Select(ClientOf))
        {
            await Eventually.TrueAsync(async () => await client.Registers.Counter("count").ReadAsync(Token) == 120, "the counter has every addition");
            await Eventually.TrueAsync(async () => await client.Registers.GrowOnlyCounter("count").ReadAsync(Token) == 60, "the growing counter has every addition");
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Registers.GrowOnlyCounter("count").AddAsync(-1, Token));
    }

    [Fact]
    public async Task SetMapAndMultiValue_ChangedOnDifferentSilos_Agree()
    {
        var (one, other) = (ClientOf(cluster.Silos[0]).Registers, ClientOf(cluster.Silos[1]).Registers);
        await one.Set<string>("colours").AddAsync("red", Token);
        await other.Set<string>("colours").AddAsync("blue", Token);
        await one.Map<int>("sizes").PutAsync("small", 1, Token);
        await other.Map<int>("sizes").PutAsync("large", 3, Token);
        await Eventually.TrueAsync(async () => (await other.Set<string>("colours").ReadAsync(Token)).SetEquals(["red", "blue"]), "the set has both");
        await Eventually.TrueAsync(async () => (await one.Map<int>("sizes").ReadAsync(Token)).Count == 2, "the map has both");

        await other.Set<string>("colours").RemoveAsync("red", Token);
        await one.Map<int>("sizes").RemoveAsync("large", Token);
        await Eventually.TrueAsync(async () => (await one.Set<string>("colours").ReadAsync(Token)).SetEquals(["blue"]), "the removal is seen");
        await Eventually.TrueAsync(async () => await other.Map<int>("sizes").ReadAsync(Token) is { Count: 1 } sizes && sizes["small"].SequenceEqual([1]), "the map's removal is seen");

        await one.MultiValue<int>("several").WriteAsync(1, Token);
        await Eventually.TrueAsync(async () => await other.MultiValue<int>("several").ReadAsync(Token) is [1], "the value is there");
        await other.MultiValue<int>("several").WriteAsync(2, Token);
        await Eventually.TrueAsync(async () => await one.MultiValue<int>("several").ReadAsync(Token) is [2], "the later value has replaced the one it had seen");
    }

    [Fact]
    public async Task CompareAndSetAsync_OverAWeakVersion_IsRefused()
    {
        var written = await Registers.Get<int>("weak version").WriteAsync(1, ConsistencyLevel.Eventual, cancellationToken: Token);

        await Assert.ThrowsAsync<ArgumentException>(async () => await Registers.Get<int>("weak version").CompareAndSetAsync(written.Version, 2, cancellationToken: Token));
        Assert.Equal(written.Version, RegisterVersion.Parse(written.Version.ToString()));
    }

    private static List<RegisterValue<int>> Seen(List<RegisterValue<int>> seen)
    {
        lock (seen)
            return [.. seen];
    }

    private static ClusterClient ClientOf(Microsoft.Extensions.Hosting.IHost silo) =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<ClusterClient>(silo.Services);

    private static ConsistencyLevel Level(string name) => name switch
    {
        "Eventual" => ConsistencyLevel.Eventual,
        "Weak" => ConsistencyLevel.Weak,
        "Session" => ConsistencyLevel.Session(new RegisterSession()),
        _ => ConsistencyLevel.Replicas(2, 2),
    };

    private Task EventuallyReadsAsync(string register, int value) => Eventually.TrueAsync(
        async () =>
        {
            var read = await Task.WhenAll(cluster.Silos.Select(silo => ClientOf(silo).Registers.Get<int>(register).ReadAsync(ConsistencyLevel.Eventual, Token).AsTask()));
            return read.All(one => one.Value == value);
        },
        $"every silo has {value}");
}
