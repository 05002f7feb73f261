namespace Cluster.Simulation.Sagas;

internal enum StepAnswer
{
    Done,

    /// <summary>Nothing was done, and this request never will do anything.</summary>
    Refused,

    /// <summary>Nothing of the step was done, and no request of it will do anything: the barrier is closed.</summary>
    Closed,

    /// <summary>Something went wrong, before or after the effect.</summary>
    Error,
}
