using System.ComponentModel.DataAnnotations;

namespace Cluster;

/// <summary>How a client waits and repeats. Bound from the section <c>Cluster:Client</c>.</summary>
public sealed class ClusterClientOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Client";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>How long a call may take, repeats included, unless its method says otherwise. 100 ms to 1 hour; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one attempt of a call that is safe to repeat may go without an answer before another is made beside it. 50 ms to 1 minute; 1 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the host's start may wait for a first silo: the cluster may be starting too. 1 s to 1 hour; 1 minute by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often the client reads which gateways there are: a bound on how long it may send to a silo that membership has already declared dead.
    /// Also how often it asks a gateway which grain types there are, and how soon it asks another one when that has died while the client starts.
    /// 100 ms to 1 minute; 1 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan GatewayRefreshPeriod { get; set; } = TimeSpan.FromSeconds(1);
}
