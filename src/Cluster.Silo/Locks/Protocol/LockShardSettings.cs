namespace Cluster.Silo.Locks.Protocol;

/// <summary>When a shard repeats itself and how much it remembers.</summary>
internal sealed record LockShardSettings
{
    /// <summary>How long an event waits for its acknowledgement before it is sent again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long after an activation's beginning waiters of the one before find their places kept.</summary>
    public TimeSpan ReclaimWindow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a failed request to storage waits before it is repeated.</summary>
    public TimeSpan StorageRetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an owner waits before it is looked whether it could wait for ever.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an owner goes on waiting before that is looked at again, from the beginning.</summary>
    public TimeSpan SuspectAgainAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many breaks the record keeps.</summary>
    public int BreaksKept { get; init; } = 100;
}
