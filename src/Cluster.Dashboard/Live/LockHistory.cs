using System.Collections.Immutable;
using Cluster.Locks;

namespace Cluster.Dashboard.Live;

/// <summary>The last minutes of the use of locks, for as long as somebody has looked. One writer; any number of readers.</summary>
internal sealed class LockHistory
{
    /// <summary>Three minutes at a sample a second.</summary>
    public const int Capacity = 180;

    private volatile ImmutableList<LockSample> _samples = [];
    private (DateTimeOffset At, LockStatistics Statistics)? _last;

    public IReadOnlyList<LockSample> Samples => _samples;

    public void Add(DateTimeOffset at, LockStatistics statistics)
    {
        var seconds = _last is { } last ? (at - last.At).TotalSeconds : 0;
        var sample = new LockSample(
            at,
            Rate(statistics.Grants, _last?.Statistics.Grants, seconds),
            Rate(statistics.HandOffs, _last?.Statistics.HandOffs, seconds),
            statistics.Held,
            statistics.Waiting);
        _samples = (_samples.Count < Capacity ? _samples : _samples.RemoveAt(0)).Add(sample);
        _last = (at, statistics);
    }

    /// <summary>Forgets what was before: nobody looked for a while, and a rate over that gap would be of no moment.</summary>
    public void Restart()
    {
        _samples = [];
        _last = null;
    }

    /// <summary>A shard of names that has moved counts anew, and the sum falls: of that second nothing is known.</summary>
    private static double? Rate(long now, long? before, double seconds) => before is { } from && seconds > 0 && now >= from ? (now - from) / seconds : null;
}
