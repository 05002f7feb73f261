namespace Cluster.Simulation.Engine;

/// <summary>The program that runs on a node. A crash drops the object; a restart asks the node's factory for a new one.</summary>
internal interface ISimulatedProcess
{
    /// <summary>A message has arrived. Called on a running node only, never on a paused or crashed one.</summary>
    void Receive(SimulatedNode from, object message);
}
