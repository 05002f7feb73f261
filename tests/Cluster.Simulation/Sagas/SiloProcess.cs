using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>A silo: the activations of sagas on it.</summary>
internal sealed class SiloProcess(SagaWorld world, SimulatedNode node) : ISimulatedProcess
{
    private readonly Dictionary<int, SagaActivation> _sagas = [];
    private readonly List<SagaActivation> _former = [];

    /// <summary>Activates a saga here, unless it is active and not fenced.</summary>
    public void Activate(int saga)
    {
        if (_sagas.TryGetValue(saga, out var active) && !active.HasStopped)
            return;
        if (active is not null)
            _former.Add(active);
        _sagas[saga] = new SagaActivation(world, node, world.Sagas[saga]);
        _sagas[saga].Begin();
    }

    public bool Drives(int saga) => _sagas.TryGetValue(saga, out var active) && !active.HasStopped;

    public void Operate(int saga) => _sagas.GetValueOrDefault(saga)?.Operate();

    public void Receive(SimulatedNode from, object message)
    {
        foreach (var activation in _sagas.Values.Concat(_former).ToArray())
            activation.Receive(message);
    }
}
