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
    }

    [Theory]
    [InlineData(PlantedFault.VotesWhileEmpty)]
    [InlineData(PlantedFault.SkipsWriteBack)]
    [InlineData(PlantedFault.AcceptsOldEpochs)]
    [InlineData(PlantedFault.AnswersBeforeSync)]
    [InlineData(PlantedFault.VotesBeforeCaughtUp)]
    internal void PlantedFault_IsFound(PlantedFault fault)
    {
        var found = Seeds.FindFailure(3000, world => RegisterWorld.Run(world, fault), failure => failure.Message.Contains("not linearizable", StringComparison.Ordinal));
        output.WriteLine($"{fault}: seed {found?.Seed}");
        Assert.NotNull(found);
    }
}
