using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>
/// The lock protocol under faults. A plain test run takes 600 seeds of each scenario; <c>CLUSTER_SIMULATION_SEEDS=10000</c> takes ten thousand
/// (two to four minutes on two cores; <c>.ci/run</c> takes 3,000), <c>CLUSTER_SIMULATION_SEED=n</c> one, with a trace.
/// </summary>
public sealed class LockSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 600;
    private const int SeedsUntilFound = 3_000;

    /// <summary>Where faults were found that show under few seeds.</summary>
    private static readonly Dictionary<string, int> Near = new() { ["a replaced activation goes on"] = 682, ["the client forgets that clocks drift"] = 209 };

    public static TheoryData<string> Faults => [.. PlantedFaults.All.Keys];

    [Fact]
    public void Locks_UnderAllFaults_KeepTheirPromises()
    {
        var summary = Seeds.Run(UsualSeeds, world => LockWorld.Run(world, new LockScenario()));

        output.WriteLine(summary.ToString());
        if (summary["grants"] > 10_000)
        {
            // What did not happen was not tested.
            foreach (var fault in Enum.GetValues<LockFaults>().Where(f => f is not (LockFaults.None or LockFaults.All or LockFaults.Storage)))
                Assert.True(summary[fault.ToString()] > 0, $"No {fault} happened.");
            Assert.True(summary["lost"] > 0 && summary["doubled"] > 0 && summary["refused at resource"] > 0, summary.ToString());
        }
    }

    [Fact]
    public void Locks_WithClocksBeyondTheBound_StillExcludeAtTheResource()
    {
        var summary = Seeds.Run(UsualSeeds / 2, world => LockWorld.Run(world, new LockScenario { DriftIsBounded = false }));
        output.WriteLine(summary.ToString());
    }

    [Fact]
    public void Locks_WithTwoActivationsForLong_KeepTheirPromises()
    {
        var summary = Seeds.Run(UsualSeeds / 2, world => LockWorld.Run(world, PlantedFaults.Split(new LockScenario().Times())));
        output.WriteLine(summary.ToString());
    }

    [Fact]
    public void Locks_WithManyClientsOnOneName_KeepTheirPromises()
    {
        var crowd = new LockScenario { Clients = 8, Silos = 3, Names = 1, FaultEvery = TimeSpan.FromSeconds(2), Trouble = TimeSpan.FromSeconds(8) };
        var summary = Seeds.Run(UsualSeeds / 4, world => LockWorld.Run(world, crowd));
        output.WriteLine(summary.ToString());
    }

    [Fact]
    public void Locks_WithoutFaults_LoseNothing()
    {
        var calm = new LockScenario { Faults = LockFaults.None, NetworkIsFaulty = false };
        var summary = Seeds.Run(UsualSeeds / 4, world => LockWorld.Run(world, calm));

        output.WriteLine(summary.ToString());
        Assert.Equal(0, summary["lost locks"]);
    }

    [Fact]
    public void Locks_WhenHandedOverInOrder_LoseNothing()
    {
        var moves = new LockScenario { Faults = LockFaults.HandOver, NetworkIsFaulty = false };
        var summary = Seeds.Run(UsualSeeds / 4, world => LockWorld.Run(world, moves));

        output.WriteLine(summary.ToString());
        Assert.Equal(0, summary["lost locks"]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void PlantedFault_IsFound(string fault)
    {
        var (scenario, symptoms) = PlantedFaults.All[fault];

        var found = Seeds.FindFailure(
            SeedsUntilFound,
            world => LockWorld.Run(world, scenario),
            failure => symptoms.Any(symptom => failure.Message.Contains(symptom, StringComparison.Ordinal)),
            Near.GetValueOrDefault(fault, 1));

        Assert.True(found is not null, $"{SeedsUntilFound} seeds did not show that {fault}.");
        output.WriteLine($"seed {found.Value.Seed}: {found.Value.Failure.Message}");
    }

    [Fact]
    public void Run_WithTheSameSeed_IsTheSameEventByEvent()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var first = new World(seed);
            LockWorld.Run(first, new LockScenario());
            var second = new World(seed);
            LockWorld.Run(second, new LockScenario());
            Assert.Equal((first.Steps, first.Fingerprint), (second.Steps, second.Fingerprint));
        }
    }

    [Fact]
    public void RecoveryWait_OutlastsEveryLeaseThatTheOldActivationCanHaveRenewed()
    {
        var times = new LockTimes();
        var slow = 1 / (1 - times.MaxDrift);
        var fast = 1 / (1 + times.MaxDrift);

        // The old silo's clock and the client's are slow, the new silo's is fast.
        var latestRenewal = times.Authority * slow;
        var leaseAfterIt = times.HeldUntil(TimeSpan.Zero, TimeSpan.Zero, times.Lease) * slow;
        Assert.True(times.RecoveryWait * fast >= latestRenewal + leaseAfterIt - TimeSpan.FromTicks(10));
    }
}
