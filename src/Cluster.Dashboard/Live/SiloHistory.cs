using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Cluster.Dashboard.Live;

/// <summary>The last minutes of each silo's figures, by the silo's name, so that a chart goes on through a restart.</summary>
internal sealed class SiloHistory
{
    /// <summary>Three minutes at one sample in two seconds.</summary>
    public const int Capacity = 90;

    private readonly ConcurrentDictionary<string, ImmutableList<SiloSample>> _samples = new(StringComparer.Ordinal);

    public IReadOnlyList<SiloSample> this[string silo] => _samples.GetValueOrDefault(silo, []);

    public void Add(DateTimeOffset at, IReadOnlyList<SiloInfo> silos)
    {
        foreach (var silo in silos.Where(silo => !silo.IsGone()))
        {
            var sample = new SiloSample(at, silo.Activations, silo.CpuPercent, silo.MemoryBytes);
            _samples.AddOrUpdate(
                silo.Name,
                static (_, added) => [added],
                static (_, samples, added) => (samples.Count < Capacity ? samples : samples.RemoveAt(0)).Add(added),
                sample);
        }

        foreach (var name in _samples.Keys.Except(silos.Select(silo => silo.Name), StringComparer.Ordinal))
        {
            _samples.TryRemove(name, out _);
        }
    }
}
