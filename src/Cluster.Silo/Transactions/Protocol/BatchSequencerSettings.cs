using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>How a sequencer makes its batches.</summary>
internal sealed record BatchSequencerSettings
{
    /// <summary>How many transactions share a batch, at most.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>How long after a batch that did not commit it is tried again, times the number of tries up to ten.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(5);

    public CoordinatorSettings Coordinator { get; init; } = new();
}
