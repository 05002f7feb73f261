namespace Cluster.Transactions;

/// <summary>How a transaction is run.</summary>
public sealed record TransactionOptions
{
    /// <summary>How long all attempts together may take, 1 ms to 1 hour; 10 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// With <see cref="ClusterTransactions.ReadAsync"/>: after how many attempts that others' commits came between it takes shared locks, which make writers wait; 3 by default.
    /// <see cref="int.MaxValue"/> to never make a writer wait, at the price that under steady writes it may not succeed before <see cref="Timeout"/>.
    /// </summary>
    public int LockAfterAttempts { get; init; } = 3;

    internal static TransactionOptions Default { get; } = new();

    internal TransactionOptions Checked()
    {
        if (Timeout < TimeSpan.FromMilliseconds(1) || Timeout > TimeSpan.FromHours(1))
            throw new ArgumentException($"The timeout of a transaction is between 1 ms and 1 hour; this one is {Timeout}.");
        if (LockAfterAttempts < 0)
            throw new ArgumentException($"LockAfterAttempts is a number of attempts, 0 or more; this one is {LockAfterAttempts}.");
        return this;
    }
}
