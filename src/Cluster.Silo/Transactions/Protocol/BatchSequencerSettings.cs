using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>How a sequencer makes its batches.</summary>
internal sealed record BatchSequencerSettings
{
    /// <summary>How many transactions share a batch, at most.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>
    /// How long the next batch waits for those to come again that were answered with the one before, at most: two that alternate cost nearly twice as much as one with all. As soon as as many are there it begins.
    /// </summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>How long after a batch that did not commit it is tried again, times the number of tries up to ten.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a batch waits for a participant before the transactions that don't need it go on without those that do.</summary>
    public TimeSpan SplitAfter { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the results of a caller that is silent are kept. Longer than any deadline.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How many bytes of results of one caller are kept at most, but for the last: what comes after waits until some are acknowledged.</summary>
    public int MaxResultBytes { get; init; } = 256 << 10;

    public CoordinatorSettings Coordinator { get; init; } = new();
}
