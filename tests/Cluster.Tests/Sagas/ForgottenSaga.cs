using Cluster.Sagas;

namespace Cluster.Tests.Sagas;

/// <summary>A saga that some silos do not know.</summary>
public sealed class ForgottenSaga : Saga<Play>
{
    public override string Name => "forgotten";

    public override int Version => 7;

    protected override void Define(SagaBuilder<Play> saga) => saga.Step("one", ScriptedSaga.Run, ScriptedSaga.Undo, ScriptedSaga.Quick);
}
