using Cluster.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Registers;

/// <summary>A partition that is made on purpose, as somebody sees it who looks at both sides.</summary>
public sealed class PartitionDrillTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    [Fact]
    public async Task Drill_OfOneOfThreeSilos_ShowsItsRefusalsAndThatAllComeToAgree()
    {
        Assert.True(await Registers.AllowsDrillsAsync(Token));
        await Registers.StartPartitionDrillAsync(["silo-3"], TimeSpan.FromSeconds(6), Token);
        var second = await Assert.ThrowsAsync<DrillRefusedException>(() => Registers.StartPartitionDrillAsync(["silo-1"], TimeSpan.FromSeconds(1), Token));
        Assert.Contains("under way", second.Message, StringComparison.Ordinal);

        var drill = await Eventually.GivesAsync(() => Registers.PartitionDrillAsync(cancellationToken: Token), found => found is { Phase: PartitionPhase.Ended });

        Assert.True(drill!.Problem is null, drill.Problem);
        Assert.True(drill.CutAt < drill.HealedAt && drill.HealedAt <= drill.AgreedAt);

        // What began when the cut was surely known to all, and had ended before the healing.
        var during = drill.Samples.Where(sample => sample.At > drill.CutAt + TimeSpan.FromSeconds(1) && sample.At + sample.Took < drill.HealedAt).ToList();
        var minority = during.Where(sample => sample.Silo == "silo-3").ToList();
        Assert.Contains(minority, sample => sample.Level == ConsistencyKind.Strong);
        Assert.DoesNotContain(minority, sample => sample is { Level: ConsistencyKind.Strong, Outcome: PartitionOutcome.Done });
        Assert.Contains(minority, sample => sample is { Level: ConsistencyKind.Eventual, IsRead: false, Outcome: PartitionOutcome.Done });
        Assert.Contains(minority, sample => sample is { Level: ConsistencyKind.Eventual, IsRead: true, Outcome: PartitionOutcome.Done } && sample.Value!.StartsWith("silo-3", StringComparison.Ordinal));
        Assert.Contains(during, sample => sample is { Silo: "silo-1", Level: ConsistencyKind.Strong, IsRead: false, Outcome: PartitionOutcome.Done });
        Assert.Contains(during, sample => sample is { Silo: "silo-1", Level: ConsistencyKind.Eventual, IsRead: true, Outcome: PartitionOutcome.Done } && sample.Value!.StartsWith("silo-1", StringComparison.Ordinal));
        Assert.Contains(drill.Samples, sample => sample is { Silo: "silo-3", Level: ConsistencyKind.Strong, Outcome: PartitionOutcome.Done } && sample.At > drill.HealedAt);
        Assert.Empty((await Registers.PartitionDrillAsync(drill.Samples.Count, Token))!.Samples);
    }

    [Theory]
    [InlineData(new string[0], "two sides")]
    [InlineData(new[] { "silo-1", "silo-2", "silo-3" }, "two sides")]
    [InlineData(new[] { "silo-9" }, "no silo silo-9")]
    public async Task StartPartitionDrillAsync_OfNoTwoSides_IsRefused(string[] cutOff, string reason)
    {
        var refused = await Assert.ThrowsAsync<DrillRefusedException>(() => Registers.StartPartitionDrillAsync(cutOff, TimeSpan.FromSeconds(1), Token));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Registers.StartPartitionDrillAsync(["silo-1"], TimeSpan.FromMinutes(2), Token));
    }

    [Fact]
    public async Task StartPartitionDrillAsync_OnAClusterThatAllowsNone_IsRefused()
    {
        await using var closed = new EmbeddedCluster();
        await closed.StartSiloAsync("silo-1");
        var client = await closed.StartClientAsync();

        var refused = await Assert.ThrowsAsync<DrillRefusedException>(() => client.Registers.StartPartitionDrillAsync(["silo-1"], TimeSpan.FromSeconds(1), Token));

        Assert.Contains("Cluster:Registers:AllowDrills", refused.Message, StringComparison.Ordinal);
        Assert.False(await client.Registers.AllowsDrillsAsync(Token));
        Assert.Null(await client.Registers.PartitionDrillAsync(cancellationToken: Token));
    }
}
