using Cluster.Silo.Registers.Placement;

namespace Cluster.Tests.Registers;

public sealed class ReplicaPlacementTests
{
    private static readonly ReplicaCandidate[] Silos = [.. Enumerable.Range(1, 6).Select(index => new ReplicaCandidate($"silo-{index}", $"zone-{(index - 1) / 2}"))];

    [Fact]
    public void Choose_WithEnoughZones_TakesEachZoneOnce()
    {
        for (var shard = 0; shard < 200; shard++)
            Assert.Equal(3, ReplicaPlacement.Choose($"shard-{shard}", Silos, 3).Select(silo => silo.Zone).Distinct().Count());
    }

    [Fact]
    public void Choose_WithFewerZonesThanReplicas_FillsUpWithTheBestOfTheRest()
    {
        var chosen = ReplicaPlacement.Choose("shard", Silos, 5);

        Assert.Equal(5, chosen.Distinct().Count());
        Assert.Equal(3, chosen.Take(3).Select(silo => silo.Zone).Distinct().Count());
        Assert.Equal(6, ReplicaPlacement.Choose("shard", Silos, 9).Count);
    }

    [Fact]
    public void Choose_AfterASiloLeft_MovesOnlyItsOwnReplicas()
    {
        ReplicaCandidate[] silos = [.. Enumerable.Range(1, 6).Select(index => new ReplicaCandidate($"silo-{index}"))];
        for (var shard = 0; shard < 300; shard++)
        {
            var before = ReplicaPlacement.Choose($"shard-{shard}", silos, 3);
            var after = ReplicaPlacement.Choose($"shard-{shard}", silos.Where(silo => silo.Name != "silo-2"), 3);
            Assert.Equal(before.Where(silo => silo.Name != "silo-2"), after.Where(before.Contains));
        }
    }

    [Fact]
    public void Choose_OverManyShards_LoadsSilosEvenly()
    {
        ReplicaCandidate[] silos = [.. Enumerable.Range(1, 6).Select(index => new ReplicaCandidate($"silo-{index}"))];
        var load = Enumerable.Range(0, 4096).SelectMany(shard => ReplicaPlacement.Choose($"shard-{shard}", silos, 3)).CountBy(silo => silo.Name).ToDictionary();

        Assert.All(load.Values, replicas => Assert.InRange(replicas, 2048 * 0.9, 2048 * 1.1));
    }

    [Fact]
    public void Choose_WhateverTheOrderOfCandidates_IsTheSame() =>
        Assert.Equal(ReplicaPlacement.Choose("shard", Silos, 4), ReplicaPlacement.Choose("shard", Silos.Reverse(), 4));
}
