namespace Cluster.Locks.Protocol;

/// <summary>A barrier; the key is its name. Each call may be repeated: a participant is named, and so is the phase that it means.</summary>
[Alias("Cluster.Locks.IBarrierGrain")]
internal interface IBarrierGrain : IGrainWithStringKey
{
    /// <summary>Adds a participant, who holds the lock that tells that it lives.</summary>
    [Alias("Join"), Idempotent]
    Task<BarrierNews> JoinAsync(Guid participant, string client, int participants);

    /// <summary>The participant has reached the end of the phase. Answers when all have, or after a while. Says nothing once the attempt was withdrawn.</summary>
    [Alias("Signal"), ResponseTimeout("00:00:03")]
    Task<BarrierNews> SignalAsync(Guid participant, long phase, long attempt);

    /// <summary>The participant waits no longer, and counts as not having reached the end of the phase, unless all had by then.</summary>
    [Alias("Withdraw"), Idempotent]
    Task<BarrierNews> WithdrawAsync(Guid participant, long phase, long attempt);

    [Alias("Leave"), Idempotent]
    Task LeaveAsync(Guid participant);

    [Alias("Reset"), Idempotent]
    Task ResetAsync();

    /// <summary>The participant's lock was to be had: it is gone.</summary>
    [Alias("Lost"), Idempotent]
    Task LostAsync(Guid participant);
}
