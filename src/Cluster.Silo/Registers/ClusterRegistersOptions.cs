using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>How silos replicate registers. Bound from the section <c>Cluster:Registers</c>; all silos should have the same, but for <see cref="Folder"/>.</summary>
public sealed class ClusterRegistersOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Registers";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>
    /// The folder in which each silo has a folder of its own, by its name, for its log. By default <c>registers</c> below the folder that
    /// CLUSTER_DATA names, or beside the embedded database, or else below <c>.cluster</c> in the working directory.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>How many silos hold each register; all of them where there are fewer. 1 to 9; 3 by default.</summary>
    [Range(1, 9, ErrorMessage = OutOfRange)]
    public int Replicas { get; set; } = 3;

    /// <summary>How long a silo may be gone before another takes over its replicas, where there is another. 1 s to 1 day; 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan ReplaceAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a silo that is told to stop tries to hand its replicas over first. 0 to 1 hour; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan HandOverTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether partition drills may cut this silo off from others, for registers only: anybody who may use the cluster or its dashboard can start one. False by default.
    /// </summary>
    public bool AllowDrills { get; set; }
}
