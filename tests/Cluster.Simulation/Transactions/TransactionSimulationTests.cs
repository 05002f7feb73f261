using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>
/// Two-phase commit under faults: strict serializability, atomicity, conserved totals, and that everything is decided once all is mended.
/// <c>CLUSTER_SIMULATION_SEEDS=20000</c> runs as many seeds; the suite itself runs fewer.
/// </summary>
public sealed class TransactionSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 250;

    /// <summary>What a node may be about to do when it crashes.</summary>
    private static readonly string[] Steps =
    [
        nameof(OperationRequest), nameof(ValidateRequest), nameof(PrepareRequest), nameof(CommitRequest), nameof(AbortRequest), nameof(SetDecisionEffect),
        nameof(OutcomeEffect), nameof(OperationReply), nameof(VoteReply), nameof(AppliedReply), nameof(InquiryReply), nameof(AskEffect), nameof(TellEffect), nameof(SyncEffect), nameof(AbortDecisionEffect),
        "sequencer's OperationRequest", "sequencer's PrepareRequest", "sequencer's CommitRequest",
    ];

    public static TheoryData<string> Faults => [.. TransactionFault.All.Keys];

    [Fact]
    public void Transactions_UnderAllFaults_AreStrictlySerializable_AndEnd()
    {
        var summary = Seeds.Run(UsualSeeds, world => TransactionWorld.Run(world));
        output.WriteLine(summary.ToString());
        if (summary["Committed"] > 10_000)
        {
            // What did not happen was not tested.
            string[] happenings = ["Unknown", "Aborted Wounded", "Aborted SessionLost", "activations", "double activations", "inquiries", "decisions in doubt", "declared answers", "audits", "snapshots", "Aborted Overtaken", "with registers", "promises met", "lost", "doubled"];
            Assert.All(happenings.Concat(Steps.Select(step => $"crash at {step}")), what => Assert.True(summary[what] > 0, $"There was no {what}."));
        }
    }

    [Fact]
    public void Transactions_WithoutFaultsAndTimeouts_NeverWaitForEachOtherInACircle()
    {
        var summary = Seeds.Run(UsualSeeds / 4, world => TransactionWorld.Run(world, new TransactionFault { IsCalm = true }), oneIn: 4);
        output.WriteLine(summary.ToString());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void PlantedFault_IsFound(string fault)
    {
        var (broken, symptoms) = TransactionFault.All[fault];

        var found = Seeds.FindFailure(
            3_000,
            world => TransactionWorld.Run(world, broken),
            failure => symptoms.Any(symptom => failure.Message.Contains(symptom, StringComparison.Ordinal)),
            near: fault == "a promise of who knows all writers is taken for the decision" ? 178 : 1);

        Assert.True(found is not null, $"3000 seeds did not show that {fault}.");
        output.WriteLine($"seed {found.Value.Seed}: {found.Value.Failure.Message}");
    }
}
