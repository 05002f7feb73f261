using Cluster.Sagas;

namespace Cluster.Tests.Sagas;

/// <summary>Another saga, whose middle step has a time-out that passes quickly.</summary>
public sealed class ScriptedSagaTwo : Saga<Play>
{
    public override string Name => "impatient";

    protected override void Define(SagaBuilder<Play> saga) => saga
        .Step("one", ScriptedSaga.Run, ScriptedSaga.Undo, ScriptedSaga.Quick)
        .Step("slow", ScriptedSaga.Run, ScriptedSaga.Undo, options =>
        {
            ScriptedSaga.Quick(options);
            options.Attempts = 2;
            options.Timeout = TimeSpan.FromMilliseconds(50);
        });
}
