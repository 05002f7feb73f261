namespace Cluster.Silo.Sagas.Protocol;

/// <summary>A step as far as the order of things is concerned.</summary>
/// <param name="Name">Its name, which no other step of the saga has.</param>
/// <param name="Stage">Steps of one stage run side by side, stages one after the other.</param>
/// <param name="CanCompensate">Whether there is something to do to undo it.</param>
/// <param name="IsPivot">Whether the saga's fate hangs on it: it is alone in its stage, cannot be undone, and is given up only when it has surely not happened.</param>
internal sealed record PlannedStep(string Name, int Stage, bool CanCompensate, bool IsPivot = false);
