namespace Cluster.Dashboard.Api;

/// <summary>A partition to make.</summary>
/// <param name="CutOff">The names of the silos to cut off from the others.</param>
/// <param name="Seconds">For how long, 1 to 60.</param>
internal sealed record StartDrill(IReadOnlyList<string> CutOff, double Seconds = 10);
