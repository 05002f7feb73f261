using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>How long leases of locks are. Bound from the section <c>Cluster:Locks</c>; all silos should have the same.</summary>
public sealed class ClusterLocksOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Locks";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>
    /// How long a client may be silent before its locks are taken away: the longest time that the lock of a crashed client stays held.
    /// A client gives its own locks up for lost a fiftieth earlier, and shows signs of life three times as often. 1 s to 1 hour; 10 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a shard of locks goes on granting and renewing after it last saw in storage that it has no successor; it looks twice as often.
    /// When grain storage is away for longer, nothing is granted and leases run out. 500 ms to 1 hour; 5 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan Authority { get; set; } = TimeSpan.FromSeconds(5);
}
