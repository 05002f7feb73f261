using Cluster.Sagas;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>What truly happened, over all participants, checked as it happens.</summary>
internal sealed class Effects(SagaWorld world)
{
    private readonly Dictionary<(int Saga, int Step), int> _inEffect = [];
    private readonly HashSet<(int Saga, int Step)> _asked = [];
    private readonly Dictionary<string, int> _received = new(StringComparer.Ordinal);

    public bool IsInEffect(int saga, int step) => _inEffect.GetValueOrDefault((saga, step)) > 0;

    public int Received(int saga, int step) => _received.Where(message => message.Key == SagaWorld.MessageKey(saga, step)).Sum(message => message.Value);

    /// <summary>A driver is about to send a request.</summary>
    public void Asking(StepRequest request)
    {
        if (request.Operation == SagaOperation.Compensate && !_asked.Contains((request.Saga, request.Step)))
            throw new SimulationFailedException($"saga {request.Saga} compensates step {request.Step}, which was never attempted");
        if (request.Operation != SagaOperation.Compensate)
            _asked.Add((request.Saga, request.Step));
    }

    public void Perform(StepRequest request)
    {
        var saga = world.Sagas[request.Saga];
        var stage = saga.Plan.Steps[request.Step].Stage;
        var change = request.Operation == SagaOperation.Compensate ? -1 : 1;
        var now = _inEffect[(request.Saga, request.Step)] = _inEffect.GetValueOrDefault((request.Saga, request.Step)) + change;
        world.World.Trace($"EFFECT saga {request.Saga} step {request.Step} {request.Operation}: {now}");
        if (now is < 0 or > 1)
            throw new SimulationFailedException($"step {request.Step} of saga {request.Saga} is in effect {now} times");
        for (var other = 0; other < saga.Plan.Steps.Count; other++)
        {
            var planned = saga.Plan.Steps[other];
            if (change > 0 && planned.Stage < stage && !IsInEffect(request.Saga, other) && !saga.Skipped.Contains(other))
                throw new SimulationFailedException($"step {request.Step} of saga {request.Saga} took effect before step {other} of an earlier stage");
            if (change < 0 && planned.Stage > stage && planned.CanCompensate && IsInEffect(request.Saga, other) && !saga.Skipped.Contains(other))
                throw new SimulationFailedException($"step {request.Step} of saga {request.Saga} was undone before step {other} of a later stage");
        }
    }

    public void Received(MessageRequest request)
    {
        _received[request.Key] = _received.GetValueOrDefault(request.Key) + 1;
        if (_received[request.Key] > 1)
            throw new SimulationFailedException($"the message {request.Key} took effect twice");
    }
}
