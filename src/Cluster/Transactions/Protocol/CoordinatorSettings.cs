namespace Cluster.Transactions.Protocol;

/// <summary>A coordinator's patience. Nothing here decides an outcome but the deadline, and it only while nothing has been prepared.</summary>
internal sealed record CoordinatorSettings
{
    /// <summary>How long after the start of the attempt it is given up.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an unanswered message waits before it is sent again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}
