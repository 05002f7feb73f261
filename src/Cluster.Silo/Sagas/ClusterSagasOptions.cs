using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>How a silo runs sagas. Bound from the section <c>Cluster:Sagas</c>.</summary>
public sealed class ClusterSagasOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Sagas";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>How long a saga is remembered after its end; its identity is free again then. 1 minute to 10 years; 30 days by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Assemblies whose public sagas and outbox handlers the silo takes in when it starts, as paths; none by default. Their code runs with the silo's rights. For silos that you do not
    /// build yourself; in your own, <c>AddSaga</c> does the same.
    /// </summary>
    public IList<string> Assemblies { get; } = [];
}
