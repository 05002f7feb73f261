using System.ComponentModel.DataAnnotations;

namespace Cluster.Sagas;

/// <summary>How a step is tried.</summary>
public sealed class SagaStepOptions
{
    private const string OutOfRange = "{0} must be between {1} and {2}.";

    /// <summary>
    /// How often a step is attempted before it is given up and the saga turns back; 1 to 1,000, 5 by default. Pivots, confirmations, compensations and steps
    /// after a pivot are attempted until they succeed.
    /// </summary>
    [Range(1, 1000, ErrorMessage = OutOfRange)]
    public int Attempts { get; set; } = 5;

    /// <summary>
    /// How long one attempt may take before its outcome is taken as unknown and the next one is made under the same key. Its token is cancelled then; its code may go on.
    /// 10 ms to 1 hour; 30 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause between attempts; it doubles each time, with jitter. 1 ms to 1 hour; 200 ms by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between attempts. 1 ms to 1 hour; 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);
}
