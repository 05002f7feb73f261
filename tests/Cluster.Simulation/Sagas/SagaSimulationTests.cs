using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>The driver of sagas and the participants' barrier under crashes at every step, lost, late and doubled messages, and two activations at once.</summary>
public sealed class SagaSimulationTests
{
    [Fact]
    public void Sagas_UnderFaults_EndCompletedOrCompensatedWithEachEffectOnce()
    {
        var summary = Seeds.Run(3000, world => SagaWorld.Run(world));

        // What the test is about happened.
        foreach (var what in new[] { "crashes", "lost", "doubled", "Completed", "Compensated", "refused", "compensations", "skips" })
            Assert.True(summary[what] > 0 || Seeds.Chosen(3000).Length < 500, $"{what}: {summary}");
    }

    public static TheoryData<SagaFault> Faults() => [.. Enum.GetValues<SagaFault>().Where(fault => fault != SagaFault.None)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Sagas_WithAPlantedFault_AreFoundOut(SagaFault fault) =>
        Assert.NotNull(Seeds.FindFailure(2000, world => SagaWorld.Run(world, fault), _ => true));

    [Fact]
    public void Simulation_OfOneSeed_IsDeterministic()
    {
        var (one, other) = (new World(5), new World(5));
        SagaWorld.Run(one);
        SagaWorld.Run(other);
        Assert.Equal(one.Fingerprint, other.Fingerprint);
    }
}
