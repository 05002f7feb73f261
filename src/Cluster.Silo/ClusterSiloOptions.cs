using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>
/// How a silo watches its peers and how long its own calls may take. Bound from the section <c>Cluster:Silo</c>.
/// The defaults notice a killed silo in about 1.5 s; docs/decisions/0002-membership-settings.md says why they are what they are.
/// </summary>
public sealed class ClusterSiloOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Silo";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>
    /// How long a silo waits for the answer to a probe, and how often it probes, before it knows how fast its peers answer: once it does,
    /// between two thirds of this and twice this. 200 ms to 1 minute; 750 ms by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromMilliseconds(750);

    /// <summary>How many probes in a row a peer may miss before a silo votes it dead. 1 to 10; 3 by default.</summary>
    [Range(1, 10, ErrorMessage = OutOfRange)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>
    /// How many silos must vote before a peer is declared dead; half of the living silos suffice when there are fewer. 1 to 10; 2 by default.
    /// </summary>
    [Range(1, 10, ErrorMessage = OutOfRange)]
    public int Votes { get; set; } = 2;

    /// <summary>How long a call from grain to grain may take unless its method says otherwise. 100 ms to 1 hour; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the silo checks that the membership store answers. 500 ms to 1 minute; 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan MembershipStoreCheckPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
