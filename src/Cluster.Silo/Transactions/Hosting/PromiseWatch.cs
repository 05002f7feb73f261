using System.Collections.Concurrent;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Transactions.Calling;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Knows the participants whose records, as this silo's replicas have them, hold promises, and wakes those that nobody looks after: who has written a record looks after it while its silo lives, and
/// may know more than the record tells; when the silo is dead, nobody else may ever call the participant. Waking one that is awake costs a message and changes nothing, so silos need not agree on who does it.
/// </summary>
internal sealed class PromiseWatch : SiloLoop
{
    private const int WokenAtOnce = 512;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>For so much longer than what is over may stay unwritten a record is left alone: a silo that lives and does not look after it has moved the participant and failed to write it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The other replicas' silos come after the one that looks after the record, should that have missed it.</summary>
    private static readonly TimeSpan LaterBy = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Standing> _standing = new(StringComparer.Ordinal);
    private readonly ReplicaHosts _hosts;
    private readonly RegisterHomes _homes;
    private readonly IGrainFactory _grains;
    private readonly IClusterMembershipService _membership;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    public PromiseWatch(
        ConvergentReplicas replicas, ReplicaHosts hosts, RegisterHomes homes, IGrainFactory grains, IClusterMembershipService membership, IOptions<ClusterTransactionsOptions> options, TimeProvider time, IFatalErrorHandler fatal)
        : base(fatal)
    {
        (_hosts, _homes, _grains, _membership, _time) = (hosts, homes, grains, membership, time);
        _patience = options.Value.LazyWrite + Patience;
        replicas.Learned += Learn;
    }

    /// <summary>The participants that have held promises for so long or longer, and whose records were written last by none of these silos (<see cref="RecordOwners.Of"/>).</summary>
    public IReadOnlyList<string> OlderThan(TimeSpan age, IReadOnlySet<int> silos) =>
        [.. _standing.Where(standing => _time.GetElapsedTime(standing.Value.Since) >= age && !silos.Contains(standing.Value.Silo)).Select(standing => standing.Key)];

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
        {
            var (now, silo) = (_time.GetTimestamp(), RecordOwners.SiloOf(StoredValue.Read(stored, ParticipantRecordCodec.OwnerOf)));
            _standing.GetOrAdd(participant, static (_, since) => new Standing(since), now).Change(now, silo);
        }
        else if (!_standing.IsEmpty)
            _standing.TryRemove(participant, out _);
    }

    private void Wake()
    {
        if (_standing.IsEmpty)
            return;
        string[]? homes = null;
        var woken = 0;
        var living = _membership.CurrentSnapshot.Members.Values.Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None)).Select(member => RecordOwners.Of(member.SiloAddress)).ToHashSet();
        foreach (var (participant, standing) in _standing)
        {
            var isKept = living.Contains(standing.Silo);
            if (!isKept && standing.LeftAt is null)
                standing.LeftAt = _time.GetTimestamp();
            if ((isKept && _time.GetElapsedTime(standing.ChangedAt) < _patience) || (standing.WokenAt is { } last && _time.GetElapsedTime(last) < AgainAfter))
                continue;
            homes ??= _homes.All();
            if (standing.LeftAt is { } left && _time.GetElapsedTime(left) < LaterBy && homes[RegisterShards.Of(ParticipantStore.Prefix + participant)] != _hosts.Local)
                continue;
            standing.WokenAt = _time.GetTimestamp();
            _grains.GetGrain(GrainId.Parse(participant)).AsReference<ITransactionParticipantExtension>().WakeAsync().Ignore();
            if (++woken == WokenAtOnce)
                return;
        }
    }

    private sealed class Standing(long since)
    {
        public long Since { get; } = since;

        /// <summary>When the record was last written, as far as this silo knows.</summary>
        public long ChangedAt { get; private set; } = since;

        /// <summary>The silo that wrote it.</summary>
        public int Silo { get; private set; }

        /// <summary>When that silo was first seen to be gone.</summary>
        public long? LeftAt { get; set; }

        public long? WokenAt { get; set; }

        public void Change(long now, int silo)
        {
            if (silo != Silo)
                LeftAt = null;
            (ChangedAt, Silo) = (now, silo);
        }
    }
}
