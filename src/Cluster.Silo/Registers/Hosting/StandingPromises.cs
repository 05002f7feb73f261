using System.Collections.Concurrent;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Registers of this silo's replicas in which a promise stands, and since when this silo knows. Safe for use by many threads at once.</summary>
internal sealed class StandingPromises(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    public int Count => _since.Count;

    /// <summary>The register has changed.</summary>
    public void Notice(string register, bool isPromise)
    {
        if (isPromise)
            _since.TryAdd(register, time.GetTimestamp());
        else if (!_since.IsEmpty)
            _since.TryRemove(register, out _);
    }

    public IReadOnlyList<string> OlderThan(TimeSpan age) =>
        _since.IsEmpty ? [] : [.. _since.Where(standing => time.GetElapsedTime(standing.Value) > age).Select(standing => standing.Key)];
}
