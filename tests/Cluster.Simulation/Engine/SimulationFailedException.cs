namespace Cluster.Simulation.Engine;

/// <summary>A checker found that what happened breaks a guarantee.</summary>
public sealed class SimulationFailedException : Exception
{
    public SimulationFailedException(string message) : base(message)
    {
    }

    public SimulationFailedException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
