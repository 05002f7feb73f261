namespace Cluster.Dashboard.Api;

/// <summary>What to write to a register.</summary>
/// <param name="Value">The text to write.</param>
/// <param name="TimeToLiveSeconds">How long the value lasts; null for ever.</param>
internal sealed record WriteRegister(string Value, double? TimeToLiveSeconds = null)
{
    private const double Longest = 1e9;

    /// <exception cref="ArgumentException">It is out of its range.</exception>
    internal TimeSpan? TimeToLive => TimeToLiveSeconds switch
    {
        null => null,
        > 0 and <= Longest => TimeSpan.FromSeconds(TimeToLiveSeconds.Value),
        _ => throw new ArgumentException($"timeToLiveSeconds is {TimeToLiveSeconds}; it must be more than 0 and at most {Longest:0}."),
    };
}
