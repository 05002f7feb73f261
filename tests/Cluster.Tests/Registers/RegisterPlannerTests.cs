using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Tests.Registers;

public sealed class RegisterPlannerTests
{
    private const int OnDisk = 5;
    private const int InMemory = RegisterShards.Durable + 5;
    private static readonly Dictionary<string, string> NoZones = [];

    [Fact]
    public void Plan_AfterARestart_KeepsWhoIsOnDisk_AndReplacesWhoWasInMemory()
    {
        var (before, after) = (Planner(Silo(1, 10), Silo(2, 20), Silo(3, 30)), Planner(Silo(1, 11), Silo(2, 20), Silo(3, 30)));
        var (disk, memory) = (before.Plan(OnDisk, [])!, before.Plan(InMemory, [])!);

        Assert.Null(after.Plan(OnDisk, disk));
        Assert.Contains(new ReplicaMember("silo-1", 11), after.Plan(InMemory, memory)!);
        Assert.False(after.IsLost(InMemory, memory));
        Assert.True(after.HasQuorum(InMemory, memory));
    }

    [Fact]
    public void IsLost_IsSaidOnlyOnceAMajorityIsThereAnew()
    {
        var members = Planner(Silo(1, 10), Silo(2, 20), Silo(3, 30)).Plan(InMemory, [])!;

        // Two that are gone may be alive behind a partition.
        Assert.False(Planner(Silo(3, 30)).IsLost(InMemory, members));
        Assert.False(Planner(Silo(2, 21), Silo(3, 30)).IsLost(InMemory, members));
        Assert.True(Planner(Silo(1, 11), Silo(2, 21)).IsLost(InMemory, members));
        Assert.False(Planner(Silo(1, 11)).IsLost(InMemory, []));
    }

    [Fact]
    public void Plan_WhileASiloIsGoneForAMoment_KeepsZonesApart()
    {
        ReplicaHostStatus[] all = [Silo(1, 1, "a"), Silo(2, 2, "a"), Silo(3, 3, "b"), Silo(4, 4, "c")];
        var planner = Planner(all);
        for (var shard = 0; shard < RegisterShards.Durable; shard++)
        {
            var members = planner.Plan(shard, [])!;
            Assert.Equal(3, members.Select(member => planner.Zones[member.Name]).Distinct().Count());
            foreach (var gone in all)
            {
                var without = new RegisterPlanner(3, [.. all.Except([gone])], new HashSet<string>(), planner.Zones);
                Assert.Null(without.Plan(shard, members));
            }
        }
    }

    private static RegisterPlanner Planner(params ReplicaHostStatus[] present) => new(3, present, new HashSet<string>(), NoZones);

    private static ReplicaHostStatus Silo(int number, ulong memory, string? zone = null) =>
        new($"silo-{number}", (ulong)number, memory, zone, false, new long[RegisterShards.Count], new long[RegisterShards.Count]);
}
