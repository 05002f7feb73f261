using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>The search for deadlocks over locks and transactions. <c>CLUSTER_SIMULATION_SEEDS=10000</c> takes ten thousand seeds of each scenario.</summary>
public sealed class DeadlockSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 100;
    private const int SeedsUntilFound = 2_000;

    [Fact]
    public void Deadlocks_AreFoundWithinASecond_AndNobodyElseIsRefused()
    {
        var summary = Seeds.Run(UsualSeeds, world => DeadlockWorld.Run(world, new DeadlockScenario()));

        output.WriteLine(summary.ToString());
        Assert.True(summary["victims over items"] > 0 && summary["victims"] > summary["victims over items"] && summary["abandoned"] > 0, summary.ToString());
    }

    [Fact]
    public void Deadlocks_WithMessagesThatAreLate_NobodyElseIsRefused()
    {
        var summary = Seeds.Run(UsualSeeds, world => DeadlockWorld.Run(world, DeadlockScenario.Late));

        output.WriteLine(summary.ToString());
        Assert.True(summary["victims over items"] > 0, summary.ToString());
    }

    [Theory]
    [InlineData("LooksOnce", true, "in no circle")]
    [InlineData("AsksNoClient", true, "in no circle", 454)]
    [InlineData("AsksNoCoordinator", true, "in no circle")]
    [InlineData("WaitsForWhatIsOver", false, "in no circle")]
    [InlineData("RefusesAll", false, "in no circle")]
    [InlineData("SeesNoItems", false, "nobody was refused")]
    [InlineData("HearsOfNoItems", false, "nobody was refused", 139)]
    [InlineData("KnowsNoCaller", false, "nobody was refused")]
    public void PlantedFault_IsFound(string fault, bool isLate, string symptom, int near = 1)
    {
        var scenario = (isLate ? DeadlockScenario.Late : new DeadlockScenario()) with { Fault = Enum.Parse<DeadlockFault>(fault) };

        var found = Seeds.FindFailure(SeedsUntilFound, world => DeadlockWorld.Run(world, scenario), failure => failure.Message.Contains(symptom, StringComparison.Ordinal), near);

        Assert.True(found is not null, $"{SeedsUntilFound} seeds did not show the fault {fault}.");
        output.WriteLine($"seed {found.Value.Seed}: {found.Value.Failure.Message}");
    }
}
