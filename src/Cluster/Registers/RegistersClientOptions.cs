using System.ComponentModel.DataAnnotations;

namespace Cluster.Registers;

/// <summary>How a client process uses registers. Bound from the section <c>Cluster:Registers</c>.</summary>
public sealed class RegistersClientOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Registers";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>How long an operation may take before it ends with <see cref="QuorumUnreachableException"/> or <see cref="OutcomeUnknownException"/>. 100 ms to 1 hour; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
