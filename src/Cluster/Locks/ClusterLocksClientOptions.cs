using System.ComponentModel.DataAnnotations;

namespace Cluster.Locks;

/// <summary>How a client process takes locks. Bound from the section <c>Cluster:Locks</c>.</summary>
public sealed class ClusterLocksClientOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Locks";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>
    /// How often a process may pass a lock on among its own callers while another process waits for it. 0 makes the order of all callers of
    /// all processes first come, first served, at the price of a message for each; 0 to 1,000; 16 by default.
    /// </summary>
    [Range(0, 1000, ErrorMessage = OutOfRange)]
    public int PassedOnLocally { get; set; } = 16;

    /// <summary>
    /// How long an attempt that is not to wait may wait for the cluster's answer. 100 ms to 1 hour; 10 s by default. Other attempts wait for
    /// as long as they are told to, whether the cluster can be reached or not.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a sticky lock that nobody here or elsewhere uses is kept. 1 s to 1 day; 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan StickyFor { get; set; } = TimeSpan.FromMinutes(1);
}
