namespace Cluster.Registers.Protocol;

/// <summary>Tells what registers there are and how their replicas stand.</summary>
[Alias("Cluster.Registers.IRegisterInspector")]
internal interface IRegisterInspector : IGrainWithIntegerKey
{
    /// <summary>The registers that exist, in order of names.</summary>
    [Alias("List"), ResponseTimeout("00:00:10")]
    Task<RegisterStatus[]> ListAsync(string prefix, int limit);

    /// <summary>The registers of a name, of each type that a replica knows.</summary>
    [Alias("Describe"), ResponseTimeout("00:00:10")]
    Task<RegisterStatus[]> DescribeAsync(string name);

    /// <summary>What silos have measured, summed over those that can be reached.</summary>
    [Alias("Statistics"), ResponseTimeout("00:00:10")]
    Task<RegisterStatistics> StatisticsAsync();
}
