using Cluster.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Registers;

/// <summary>What the cluster tells of its registers.</summary>
[Collection(SharedRegisters.Name)]
public sealed class RegisterWatchingTests(RegisterCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    [Fact]
    public async Task ListAsync_OfAPrefix_GivesTheFirstThatExistInOrder()
    {
        await Registers.WriteManyAsync(Enumerable.Range(1, 30).Select(number => KeyValuePair.Create($"list/{number:00}", number)), cancellationToken: Token);
        await Registers.Get<int>("list/02").DeleteAsync(cancellationToken: Token);
        await Registers.Counter("list/00").AddAsync(1, Token);

        var listed = await Eventually.GivesAsync(
            () => Registers.ListAsync("list/", 5, Token), found => found.Select(register => register.Name).SequenceEqual(["list/00", "list/01", "list/03", "list/04", "list/05"]));

        Assert.Equal([RegisterType.Counter, RegisterType.Value, RegisterType.Value, RegisterType.Value, RegisterType.Value], listed.Select(register => register.Type));
        Assert.Empty(await Registers.ListAsync("LIST/", cancellationToken: Token));
    }

    [Fact]
    public async Task DescribeAsync_OfAStrongRegister_ShowsThatAllReplicasComeToHoldIt()
    {
        var written = await Registers.Get<string>("described").WriteAsync("hello", cancellationToken: Token);

        var status = await Eventually.GivesAsync(
            () => Registers.DescribeAsync("described", cancellationToken: Token), found => found is { Agrees: true, Version: var version } && version == written.Version);

        Assert.Equal(["silo-1", "silo-2", "silo-3"], status!.Replicas.Select(replica => replica.Silo));
        Assert.Contains(status.Home, status.Replicas.Select(replica => replica.Silo));
        Assert.All(status.Replicas, replica =>
        {
            Assert.True(replica is { IsReachable: true, Votes: true, Exists: true, IsBehind: false, Bytes: > 5 });
            Assert.Equal(written.Version, replica.StrongVersion);
            Assert.NotNull(replica.Since);
            Assert.Equal(TimeSpan.Zero, replica.BehindFor);
        });
        Assert.Single(status.Replicas.Select(replica => replica.Fingerprint).Distinct());
    }

    [Fact]
    public async Task DescribeAsync_OfAWeakerWriteOverAStrongOne_ShowsBothVersions()
    {
        var strong = await Registers.Get<string>("both").WriteAsync("strong", cancellationToken: Token);
        await Eventually.GivesAsync(() => Registers.DescribeAsync("both", cancellationToken: Token), found => found is { Agrees: true } && found.Version == strong.Version);
        var weaker = await Registers.Get<string>("both").WriteAsync("weaker", ConsistencyLevel.Eventual, cancellationToken: Token);

        var status = await Eventually.GivesAsync(() => Registers.DescribeAsync("both", cancellationToken: Token), found => found is { Agrees: true } && found.Version == weaker.Version);

        Assert.All(status!.Replicas, replica => Assert.Equal((weaker.Version, strong.Version), (replica.Version, replica.StrongVersion)));
    }

    [Fact]
    public async Task DescribeAsync_OfADeletedRegister_TellsItsDeletion_AndOfAnUnknownOneNothing()
    {
        await Registers.Get<string>("gone").WriteAsync("x", cancellationToken: Token);
        var deleted = await Registers.Get<string>("gone").DeleteAsync(cancellationToken: Token);
        var status = await Eventually.GivesAsync(() => Registers.DescribeAsync("gone", cancellationToken: Token), found => found is { Agrees: true, Exists: false });

        Assert.Equal(deleted.Version, status!.Version);
        Assert.Null(await Registers.DescribeAsync("never heard of", cancellationToken: Token));
        Assert.Null(await Registers.DescribeAsync("gone", RegisterType.Map, Token));
    }

    [Fact]
    public async Task StatisticsAsync_AfterOperations_CountsThemByLevel()
    {
        var before = await Registers.StatisticsAsync(Token);
        var register = Registers.Get<int>("counted");
        for (var number = 0; number < 10; number++)
        {
            await register.WriteAsync(number, cancellationToken: Token);
            await register.ReadAsync(ConsistencyLevel.Eventual, Token);
        }

        await Assert.ThrowsAsync<QuorumUnreachableException>(() => register.ReadAsync(ConsistencyLevel.Replicas(9, 1), Token).AsTask());
        var after = await Registers.StatisticsAsync(Token);

        // Other tests of this class may count, too.
        Assert.True(Came(ConsistencyKind.Strong, isRead: false) is { Latency.Count: >= 10 } writes && writes.Latency.Quantile(0.5) > TimeSpan.Zero);
        Assert.True(Came(ConsistencyKind.Eventual, isRead: true).Latency.Count >= 10);
        Assert.True(Came(ConsistencyKind.Replicas, isRead: true).Failed >= 1);

        RegisterUse Came(ConsistencyKind level, bool isRead) => before.Of(level, isRead) is { } earlier ? after.Of(level, isRead)!.Since(earlier) : after.Of(level, isRead)!;
    }
}
