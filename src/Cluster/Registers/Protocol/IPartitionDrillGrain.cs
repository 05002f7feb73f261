namespace Cluster.Registers.Protocol;

/// <summary>Carries out partition drills, one at a time, and remembers the last one. Key 0.</summary>
[Alias("Cluster.Registers.IPartitionDrillGrain")]
internal interface IPartitionDrillGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a drill; null when it did, or else why not.</summary>
    [Alias("Start"), ResponseTimeout("00:00:10")]
    Task<string?> StartAsync(string[] cutOff, TimeSpan cutFor);

    /// <summary>The last drill, with the samples from a number on; null when there was none since the grain was activated.</summary>
    [Alias("Describe"), ResponseTimeout("00:00:10")]
    Task<PartitionDrill?> DescribeAsync(int samplesFrom);

    /// <summary>Whether the silo that hosts the grain allows drills.</summary>
    [Alias("IsAllowed"), ResponseTimeout("00:00:10")]
    Task<bool> IsAllowedAsync();
}
