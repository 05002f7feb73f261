using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers.Eventual;

/// <summary>Weaker levels over thousands of schedules. CLUSTER_SIMULATION_SEEDS=20000 runs as many; the suite itself runs fewer.</summary>
public sealed class EventualSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void EventualRegisters_UnderAllFaults_ConvergeAndKeepEverySessionsPromises()
    {
        var summary = Seeds.Run(400, world => EventualWorld.Run(world));
        output.WriteLine(summary.ToString());
        Assert.True(summary["refused reads"] > 0, "No replica ever lagged behind a session: the sessions were not put to the test.");
    }

    [Theory]
    [InlineData(EventualFault.NeverRepairs, "still differ")]
    [InlineData(EventualFault.IgnoresTokensOnRead, "Session")]
    [InlineData(EventualFault.IgnoresTokensOnWrite, "Session")]
    [InlineData(EventualFault.SendsBeforeSync, "")]
    internal void PlantedFault_IsFound(EventualFault fault, string symptom)
    {
        var found = Seeds.FindFailure(3000, world => EventualWorld.Run(world, fault), failure => failure.Message.Contains(symptom, StringComparison.Ordinal));
        output.WriteLine($"{fault}: seed {found?.Seed}, {found?.Failure.Message}");
        Assert.NotNull(found);
    }
}
