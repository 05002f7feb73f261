using Cluster.Sagas;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>
/// A participant whose every request is one atomic, durable write: it never crashes, but is paused, and its messages are lost, late and doubled.
/// It refuses and fails at random, before the effect and after it.
/// </summary>
internal sealed class ParticipantProcess(SagaWorld world, SimulatedNode node) : ISimulatedProcess
{
    private readonly StepLedger _ledger = new();

    // A refusal is for good: a second copy of the same request does nothing either.
    private readonly HashSet<long> _refused = [];

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case StepRequest request:
                world.World.Network.Send(node, from, new StepReply(request, Carry(request)));
                break;
            case MessageRequest request:
                if (_ledger.Enter(world.Fault == SagaFault.MessagesWithoutKey ? $"{request.Key}/{world.World.Steps}" : request.Key, SagaOperation.Run, default) == LedgerVerdict.Proceed)
                    world.Effects.Received(request);
                world.World.Network.Send(node, from, new MessageReply(request));
                break;
        }
    }

    private StepAnswer Carry(StepRequest request)
    {
        var random = world.World.Random;
        if (random.Chance(world.ErrorRate))
            return StepAnswer.Error;
        if (request.Operation != SagaOperation.Run && world.Sagas[request.Saga].CannotUndo(request.Step))
            return StepAnswer.Error;
        var key = $"{request.Saga}/{request.Step}";
        var isFresh = request.Operation == SagaOperation.Run && !world.Effects.IsInEffect(request.Saga, request.Step);
        if (_refused.Contains(request.Attempt))
            return StepAnswer.Refused;
        if (isFresh && random.Chance(world.RefusalRate))
        {
            if (random.Chance(0.5) && !world.Sagas[request.Saga].Plan.IsForwardOnly(request.Step))
                return _ledger.Enter(key, SagaOperation.Compensate, default) is LedgerVerdict.NothingToUndo or LedgerVerdict.AlreadyDone ? StepAnswer.Closed : StepAnswer.Error;
            _refused.Add(request.Attempt);
            return StepAnswer.Refused;
        }

        var answer = Verdict(key, request) switch
        {
            LedgerVerdict.Proceed => Perform(request),
            LedgerVerdict.TooLate => StepAnswer.Closed,
            _ => StepAnswer.Done,
        };
        return random.Chance(world.ErrorRate) ? StepAnswer.Error : answer;
    }

    private LedgerVerdict Verdict(string key, StepRequest request)
    {
        var verdict = _ledger.Enter(key, request.Operation, default);
        return (world.Fault, verdict, request.Operation) switch
        {
            (SagaFault.BarrierUndoesWhatNeverWas, LedgerVerdict.NothingToUndo, _) => LedgerVerdict.Proceed,
            (SagaFault.BarrierLetsHangingTriesIn, LedgerVerdict.TooLate, SagaOperation.Run) => LedgerVerdict.Proceed,
            (SagaFault.BarrierForgetsDuplicates, LedgerVerdict.AlreadyDone, _) => LedgerVerdict.Proceed,
            _ => verdict,
        };
    }

    private StepAnswer Perform(StepRequest request)
    {
        world.Effects.Perform(request);
        return StepAnswer.Done;
    }
}
