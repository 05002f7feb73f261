using System.Collections.Immutable;
using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>The last minutes of the use of registers, for as long as somebody has looked. One writer; any number of readers.</summary>
internal sealed class RegisterHistory
{
    /// <summary>Three minutes at a sample a second.</summary>
    public const int Capacity = 180;

    private volatile ImmutableList<RegisterSample> _samples = [];
    private (DateTimeOffset At, RegisterStatistics Statistics)? _last;

    public IReadOnlyList<RegisterSample> Samples => _samples;

    public void Add(DateTimeOffset at, RegisterStatistics statistics)
    {
        if (_last is { } last && at > last.At)
        {
            var came = statistics.Levels.Select(use => last.Statistics.Of(use.Level, use.IsRead) is { } earlier ? use.Since(earlier) : use);
            var sample = new RegisterSample(at, [.. came], (at - last.At).TotalSeconds);
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
