using System.Collections.Concurrent;

namespace Cluster.Registers.Calling;

/// <summary>
/// Silos that did not answer of late, and are passed over: a paused silo is silent for seconds before membership finds it dead. Safe for use by many
/// threads at once.
/// </summary>
internal sealed class SilentSilos(TimeProvider time)
{
    /// <summary>How long a silence counts at first; each further one doubles it, up to sixteen times.</summary>
    private static readonly TimeSpan AtFirst = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AtMost = AtFirst * 16;

    private readonly ConcurrentDictionary<string, Silence> _silences = new(StringComparer.Ordinal);

    /// <summary>The silo did not answer a message.</summary>
    public void NotHeard(string silo)
    {
        var now = time.GetTimestamp();
        _silences.AddOrUpdate(
            silo,
            _ => new Silence(now, AtFirst),

            // Many messages are lost at once; those of the same silence count as one.
            (_, known) => IsOver(known) ? new Silence(now, known.PassedOver < AtMost ? known.PassedOver * 2 : AtMost) : known);
    }

    public void Heard(string silo)
    {
        if (!_silences.IsEmpty)
            _silences.TryRemove(silo, out _);
    }

    public bool IsPassedOver(string silo) => _silences.TryGetValue(silo, out var silence) && !IsOver(silence);

    private bool IsOver(Silence silence) => time.GetElapsedTime(silence.Since) > silence.PassedOver;

    private readonly record struct Silence(long Since, TimeSpan PassedOver);
}
