namespace Cluster.Silo.Data.Planning;

/// <summary>
/// What a person wants to know of a job and no silo can tell a driver that takes it over: how often its tasks were started, and since when its
/// stages have been at work. The job itself does not need it.
/// </summary>
internal sealed record JobProgress
{
    /// <summary>The epoch of the driver that wrote it.</summary>
    public required long Epoch { get; init; }

    /// <summary>The last attempt that is counted. Numbers rise, so any later one is not.</summary>
    public required long LastAttempt { get; init; }

    /// <summary>How often each map split was started.</summary>
    public required IReadOnlyList<int> Maps { get; init; }

    /// <summary>How often each reduce partition was started.</summary>
    public required IReadOnlyList<int> Reduces { get; init; }

    /// <summary>When map, shuffle, reduce and write started (UTC), null for those that have not.</summary>
    public required IReadOnlyList<DateTimeOffset?> StartedAt { get; init; }
}
