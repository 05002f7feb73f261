namespace Cluster.Silo.Sagas.Protocol;

/// <summary>The steps of a saga in the order of their stages.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="PointOfNoReturn">From this stage on a saga can only go forward. Beyond the last stage when it can be undone to the end.</param>
internal sealed record SagaPlan(IReadOnlyList<PlannedStep> Steps, int PointOfNoReturn)
{
    /// <summary>Whether a step comes after the point of no return: it must be brought to success.</summary>
    public bool IsForwardOnly(int step) => Steps[step].Stage >= PointOfNoReturn;

    /// <summary>Whether a step, once it may have happened, cannot be given up.</summary>
    public bool MustSucceed(int step) => IsForwardOnly(step) || Steps[step].IsPivot;
}
