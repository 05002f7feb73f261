namespace Cluster.Dashboard.Live;

/// <summary>What was last read of one source, and whether it can be read now.</summary>
/// <param name="Value">The last value that was read, or null before the first.</param>
/// <param name="ReadAt">When it was read (UTC), or null before the first.</param>
/// <param name="Problem">Why the source cannot be read now, or null when it can; an older <paramref name="Value"/> stays.</param>
internal sealed record Reading<T>(T? Value, DateTimeOffset? ReadAt, string? Problem)
    where T : class;
