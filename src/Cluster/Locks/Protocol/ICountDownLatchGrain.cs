namespace Cluster.Locks.Protocol;

/// <summary>A count-down latch; the key is its name.</summary>
[Alias("Cluster.Locks.ICountDownLatchGrain")]
internal interface ICountDownLatchGrain : IGrainWithStringKey
{
    /// <summary>Sets the count if it is zero. An operation that is repeated gets the answer of its first time.</summary>
    [Alias("TrySetCount"), Idempotent]
    Task<bool> TrySetCountAsync(Guid operation, int count);

    /// <summary>Counts down by one, once for each operation, and gives what is left.</summary>
    [Alias("CountDown"), Idempotent]
    Task<int> CountDownAsync(Guid operation);

    [Alias("GetCount"), Idempotent]
    Task<int> GetCountAsync();

    /// <summary>Answers when the latch is open, or after a while. Round 0 stands for the present one.</summary>
    [Alias("Wait"), ResponseTimeout("00:00:03")]
    Task<LatchNews> WaitAsync(long round);
}
