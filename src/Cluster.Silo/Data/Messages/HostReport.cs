namespace Cluster.Silo.Data.Messages;

/// <summary>What a silo says about its share of a job.</summary>
/// <param name="Standing">How it takes the driver; unless current, the rest is empty.</param>
/// <param name="Version">Send it with the next poll, to get what changed since.</param>
/// <param name="Tasks">The attempts that changed, and those at work.</param>
/// <param name="Workers">How many steps the silo does at once.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.HostReport")]
internal sealed record HostReport(
    [property: Id(0)] Standing Standing,
    [property: Id(1)] long Version,
    [property: Id(2)] IReadOnlyList<TaskReport> Tasks,
    [property: Id(3)] int Workers);
