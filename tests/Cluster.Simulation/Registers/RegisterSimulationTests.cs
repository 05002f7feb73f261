using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>Strong registers over thousands of schedules. CLUSTER_SIMULATION_SEEDS=20000 runs as many; the suite itself runs fewer.</summary>
public sealed class RegisterSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void StrongRegisters_UnderAllFaults_AreLinearizable()
    {
        var summary = Seeds.Run(400, world => RegisterWorld.Run(world));
        output.WriteLine(summary.ToString());
        Assert.True(summary["reads behind"] > 0, "No read with a bound on versions was ever behind: the bound was not put to the test.");
    }

    [Fact]
    public void RegistersInMemory_WithSilosThatForgetAllAtEachCrash_AreLinearizable()
    {
        var summary = Seeds.Run(200, world => RegisterWorld.Run(world, isInMemory: true));
        output.WriteLine(summary.ToString());
        Assert.True(summary["lost disks"] > 0, "No silo ever forgot anything.");
    }

    [Theory]
    [InlineData(PlantedFault.IgnoresVersionBound, "missed", 343)]
    [InlineData(PlantedFault.VotesWhileEmpty)]
    [InlineData(PlantedFault.SkipsWriteBack, "not linearizable", 278)]
    [InlineData(PlantedFault.AcceptsOldEpochs)]
    [InlineData(PlantedFault.AnswersBeforeSync)]
    [InlineData(PlantedFault.VotesBeforeCaughtUp)]
    internal void PlantedFault_IsFound(PlantedFault fault, string symptom = "not linearizable", int near = 1)
    {
        var found = Seeds.FindFailure(3000, world => RegisterWorld.Run(world, fault), failure => failure.Message.Contains(symptom, StringComparison.Ordinal), near);
        output.WriteLine($"{fault}: seed {found?.Seed}");
        Assert.NotNull(found);
    }
}
