using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>The cluster's registers as they were read together.</summary>
/// <param name="Registers">Those that exist, in order of names, at most a few hundred.</param>
/// <param name="Statistics">What each level has cost since the silos started.</param>
/// <param name="AllowsDrills">Whether the cluster lets somebody cut silos off.</param>
/// <param name="Drill">The last partition drill, with all of its samples; null when there was none.</param>
public sealed record RegisterPicture(IReadOnlyList<RegisterStatus> Registers, RegisterStatistics Statistics, bool AllowsDrills, PartitionDrill? Drill);
