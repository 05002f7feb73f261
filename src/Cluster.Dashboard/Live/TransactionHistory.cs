using System.Collections.Immutable;
using Cluster.Registers;
using Cluster.Transactions;

namespace Cluster.Dashboard.Live;

/// <summary>The last minutes of transactions, for as long as somebody has looked. One writer; any number of readers.</summary>
internal sealed class TransactionHistory
{
    /// <summary>Three minutes at a sample a second.</summary>
    public const int Capacity = 180;

    private volatile ImmutableList<TransactionSample> _samples = [];
    private (DateTimeOffset At, TransactionStatistics Statistics)? _last;

    public IReadOnlyList<TransactionSample> Samples => _samples;

    public void Add(DateTimeOffset at, TransactionStatistics statistics)
    {
        if (_last is { } last && at > last.At)
        {
            // A silo that has gone takes what it has counted with it, and the sums fall: of that second nothing is known.
            var seconds = (at - last.At).TotalSeconds;
            var isKnown = statistics.Committed >= last.Statistics.Committed && statistics.AllAborted >= last.Statistics.AllAborted;
            var sample = new TransactionSample(
                at,
                isKnown ? (statistics.Committed - last.Statistics.Committed) / seconds : null,
                isKnown ? (statistics.AllAborted - last.Statistics.AllAborted) / seconds : null,
                isKnown ? statistics.Latency.Since(last.Statistics.Latency) : DurationHistogram.Empty);
            _samples = (_samples.Count < Capacity ? _samples : _samples.RemoveAt(0)).Add(sample);
        }

        _last = (at, statistics);
    }

    /// <summary>Forgets what was before: nobody looked for a while.</summary>
    public void Restart()
    {
        _samples = [];
        _last = null;
    }
}
