using Cluster.Sagas;

namespace Cluster.Tests.Sagas;

public sealed class ScriptedSaga : Saga<Play>
{
    public override string Name => "scripted";

    protected override void Define(SagaBuilder<Play> saga) => saga
        .Step("one", Run, Undo, Quick)
        .Parallel(stage => stage.Step("two", Run, Undo, Quick).Step("three", Run, Undo, Quick))
        .Pivot("pivot", Run, Quick)
        .Step("last", RunAndWrite, configure: Quick);

    internal static void Quick(SagaStepOptions options)
    {
        options.Attempts = 3;
        options.FirstPause = TimeSpan.FromMilliseconds(5);
        options.LongestPause = TimeSpan.FromMilliseconds(20);
    }

    internal static async Task Run(SagaStep<Play> step, CancellationToken cancellationToken)
    {
        await Script.Of(step.State.Script).PlayAsync(step.Name, cancellationToken);
        step.Update(play => play with { Notes = [.. play.Notes, step.Name] });
    }

    internal static Task Undo(SagaStep<Play> step, CancellationToken cancellationToken) => Script.Of(step.State.Script).PlayAsync($"undo {step.Name}", cancellationToken);

    private static async Task RunAndWrite(SagaStep<Play> step, CancellationToken cancellationToken)
    {
        await Run(step, cancellationToken);
        step.Send("letter", new Letter { Script = step.State.Script });
    }
}
