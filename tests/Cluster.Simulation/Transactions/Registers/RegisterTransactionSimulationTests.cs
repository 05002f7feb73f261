using Cluster.Silo.Registers.Promises;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>
/// Transactions over registers beside plain reads, writes and compare-and-sets of the same: all together are strictly serializable, so the plain ones are linearizable and see no half of a
/// transaction; and no promise stands for ever.
/// </summary>
public sealed class RegisterTransactionSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 300;

    private static readonly string[] Steps =
    [
        .. new[] { RegisterCallKind.Read, RegisterCallKind.Promise, RegisterCallKind.Settle, RegisterCallKind.Decide, RegisterCallKind.Forget }.SelectMany(kind => new[] { $"{kind}", $"answer to {kind}" }),
        nameof(SettlingStep.Ask), nameof(SettlingStep.Break), nameof(SettlingStep.Keep), nameof(SettlingStep.Undo),
    ];

    public static TheoryData<string> Faults => [.. RegisterTransactionFault.All.Keys];

    [Fact]
    public void TransactionsAndPlainOperations_UnderAllFaults_AreStrictlySerializable_AndEnd()
    {
        var summary = Seeds.Run(UsualSeeds, world => RegisterTransactionWorld.Run(world));
        output.WriteLine(summary.ToString());
        if (summary["committed"] > 10_000)
        {
            // What did not happen was not tested.
            string[] happenings = ["aborted", "promises met", "promises broken by others", "plain Done", "plain Mismatch", "plain Unknown", "lost"];
            Assert.All(happenings.Concat(Steps.Select(step => $"crash at {step}")), what => Assert.True(summary[what] > 0, $"There was no {what}."));
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void PlantedFault_IsFound(string fault)
    {
        var found = Seeds.FindFailure(3_000, world => RegisterTransactionWorld.Run(world, RegisterTransactionFault.All[fault]), _ => true);

        Assert.True(found is not null, $"3000 seeds did not show that {fault}.");
        output.WriteLine($"seed {found.Value.Seed}: {found.Value.Failure.Message}");
    }
}
