using System.Collections.Concurrent;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Transactions.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Knows the participants whose records, as this silo's replicas have them, hold promises, and wakes those that nobody decides: their silo may be dead, and nobody
/// else may ever call them. Waking one that is awake costs a message and changes nothing, so silos need not agree on who does it.
/// </summary>
internal sealed class PromiseWatch : SiloLoop
{
    private const int WokenAtOnce = 512;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer than a promise usually stands, with the write that says that it is over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    /// <summary>The other replicas' silos come after the one that looks after the record, should that have missed it.</summary>
    private static readonly TimeSpan LaterBy = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Standing> _standing = new(StringComparer.Ordinal);
    private readonly ReplicaHosts _hosts;
    private readonly RegisterHomes _homes;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;

    public PromiseWatch(ConvergentReplicas replicas, ReplicaHosts hosts, RegisterHomes homes, IGrainFactory grains, TimeProvider time)
    {
        (_hosts, _homes, _grains, _time) = (hosts, homes, grains, time);
        replicas.Learned += Learn;
    }

    /// <summary>How many participants have held promises for so long or longer, without a moment in which they held none.</summary>
    public int CountOlderThan(TimeSpan age) => _standing.Count(standing => _time.GetElapsedTime(standing.Value.Since) >= age);

    /// <summary>The participants that have held promises for so long or longer, and for how long.</summary>
    public IReadOnlyList<(string Participant, TimeSpan Age)> OlderThan(TimeSpan age) =>
        [.. _standing.Select(standing => (standing.Key, Age: _time.GetElapsedTime(standing.Value.Since))).Where(standing => standing.Age >= age)];

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pace, _time);
        while (await timer.WaitForNextTickAsync(stopping))
            Wake();
    }

    private void Learn(string register, byte[]? stored)
    {
        if (!register.StartsWith(ParticipantStore.Prefix, StringComparison.Ordinal))
            return;
        var participant = register[ParticipantStore.Prefix.Length..];
        if (StoredValue.HasBytes(stored, ParticipantRecordCodec.HasPromises))
            _standing.TryAdd(participant, new Standing(_time.GetTimestamp()));
        else if (!_standing.IsEmpty)
            _standing.TryRemove(participant, out _);
    }

    private void Wake()
    {
        if (_standing.IsEmpty)
            return;
        string[]? homes = null;
        var woken = 0;
        foreach (var (participant, standing) in _standing)
        {
            var age = _time.GetElapsedTime(standing.Since);
            if (age < Patience || (standing.WokenAt is { } last && _time.GetElapsedTime(last) < AgainAfter))
                continue;
            homes ??= _homes.All();
            if (age < Patience + LaterBy && homes[RegisterShards.Of(ParticipantStore.Prefix + participant)] != _hosts.Local)
                continue;
            standing.WokenAt = _time.GetTimestamp();
            _grains.GetGrain(GrainId.Parse(participant)).AsReference<ITransactionParticipantExtension>().WakeAsync().Ignore();
            if (++woken == WokenAtOnce)
                return;
        }
    }

    private sealed class Standing(long since)
    {
        public long Since => since;

        public long? WokenAt { get; set; }
    }
}
