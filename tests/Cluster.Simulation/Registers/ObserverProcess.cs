using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>Takes no part; through its node the world itself reads the store.</summary>
internal sealed class ObserverProcess : ISimulatedProcess
{
    public void Receive(SimulatedNode from, object message)
    {
    }
}
