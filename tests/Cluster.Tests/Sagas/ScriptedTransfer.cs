using Cluster.Sagas;

namespace Cluster.Tests.Sagas;

/// <summary>Moves one from a register to another by try-confirm-cancel.</summary>
public sealed class ScriptedTransfer : TryConfirmCancel<Play>
{
    public override string Name => "transfer";

    protected override void Define(BranchBuilder<Play> branches) => branches
        .Branch("from", TryAsync, ConfirmAsync, CancelAsync, ScriptedSaga.Quick)
        .Branch("to", TryAsync, ConfirmAsync, CancelAsync, ScriptedSaga.Quick);

    public static string Account(string script, string branch) => $"tests/{script}/{branch}";

    private static async Task TryAsync(SagaStep<Play> step, CancellationToken cancellationToken)
    {
        await ApplyAsync(step, account => step.Name == "to" || account.Free > 0
            ? account with { Free = account.Free - (step.Name == "from" ? 1 : 0), Reserved = account.Reserved + 1 }
            : throw new SagaStepRefusedException("Nothing is left."));
        await Script.Of(step.State.Script).PlayAsync($"try {step.Name}", cancellationToken);
    }

    private static async Task ConfirmAsync(SagaStep<Play> step, CancellationToken cancellationToken)
    {
        await ApplyAsync(step, account => account with { Free = account.Free + (step.Name == "to" ? 1 : 0), Reserved = account.Reserved - 1 });
        await Script.Of(step.State.Script).PlayAsync($"confirm {step.Name}", cancellationToken);
    }

    private static async Task CancelAsync(SagaStep<Play> step, CancellationToken cancellationToken)
    {
        await ApplyAsync(step, account => account with { Free = account.Free + (step.Name == "from" ? 1 : 0), Reserved = account.Reserved - 1 });
        await Script.Of(step.State.Script).PlayAsync($"cancel {step.Name}", cancellationToken);
    }

    private static Task<LedgerVerdict> ApplyAsync(SagaStep<Play> step, Func<Holding, Holding> change) =>
        step.ApplyAsync(step.Cluster.Registers.Get<Guarded<Holding>>(Account(step.State.Script, step.Name)), account => change(account ?? new Holding()));
}
