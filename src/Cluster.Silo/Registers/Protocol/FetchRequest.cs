namespace Cluster.Silo.Registers.Protocol;

/// <summary>Asks a member of the last active configuration for a page of its registers.</summary>
/// <param name="Epoch">The configuration that the asker joins.</param>
/// <param name="SourceEpoch">The last active configuration, for which the answerer must be complete.</param>
/// <param name="After">The last name of the page before, or null for the first page.</param>
/// <param name="Limit">How many registers a page has; a shorter page is the last.</param>
internal sealed record FetchRequest(long Epoch, long SourceEpoch, string? After, int Limit);
