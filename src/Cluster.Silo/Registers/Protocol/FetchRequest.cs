namespace Cluster.Silo.Registers.Protocol;

/// <summary>Asks a member of the last active configuration for a page of its registers.</summary>
/// <param name="Epoch">The configuration that the asker joins.</param>
/// <param name="SourceEpoch">The last active configuration, for which the answerer must be complete.</param>
/// <param name="After">The last name of the page before, or null for the first page.</param>
/// <param name="Limit">How many registers a page has; a shorter page is the last.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.FetchRequest")]
internal sealed record FetchRequest([property: Id(0)] long Epoch, [property: Id(1)] long SourceEpoch, [property: Id(2)] string? After, [property: Id(3)] int Limit);
