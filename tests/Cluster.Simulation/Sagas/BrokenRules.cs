using Cluster.Silo.Sagas.Protocol;

namespace Cluster.Simulation.Sagas;

internal sealed class BrokenRules(SagaFault fault) : SagaRules
{
    public override bool RunsDurableStepsOnly => fault != SagaFault.RunsBeforeDurable;

    public override bool ClaimsFirst => fault != SagaFault.NoFencing;

    public override bool DoubtsRefusals => fault != SagaFault.BelievesRefusals;

    public override bool CompensatesInReverse => fault != SagaFault.CompensatesInOrder;

    public override bool CompensatesUnknown => fault != SagaFault.TakesUnknownAsUndone;
}
