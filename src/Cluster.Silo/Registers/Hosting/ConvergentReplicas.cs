using System.Collections.Concurrent;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// This silo's replicas of convergent registers of all shards: tells the others of changes, hands over what they missed, and compares with them.
/// </summary>
internal sealed class ConvergentReplicas : SiloLoop
{
    /// <summary>How far ahead a time from elsewhere may lie before a clock counts as broken.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long weak writes wait for others to go to the disk and the other replicas with.</summary>
    private static readonly TimeSpan LeavePace = TimeSpan.FromMilliseconds(25);

    /// <summary>So much longer for each register that went the last time: what weak writes cost all silos stays a part of a processor, however fast they are made.</summary>
    private static readonly TimeSpan LeavePacePerRegister = TimeSpan.FromMicroseconds(75);

    private static readonly TimeSpan LongestLeavePace = TimeSpan.FromMilliseconds(100);

    private readonly LoopPause _pause;
    private readonly ReplicaHosts _hosts;
    private readonly ReplicaStorage _storage;
    private readonly RegisterConfigurations _configurations;
    private readonly RegisterMetrics _metrics;
    private readonly RegisterMeasures _measures;
    private readonly ILogger _logger;
    private readonly ConvergentShard?[] _shards = new ConvergentShard?[RegisterShards.Count];
    private readonly ConcurrentDictionary<string, ConvergentLane> _lanes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Lazy<HybridClock> _clock;
    private readonly Lazy<HybridClock> _memoryClock;
    private string[][]? _members;

    public ConvergentReplicas(
        ReplicaHosts hosts, ReplicaStorage storage, RegisterConfigurations configurations, RegisterMetrics metrics, RegisterMeasures measures, TimeProvider time, ILogger<ConvergentReplicas> logger, IFatalErrorHandler fatal)
        : base(fatal)
    {
        (_hosts, _storage, _configurations, _metrics, _measures, _logger, Time) = (hosts, storage, configurations, metrics, measures, logger, time);
        _clock = new Lazy<HybridClock>(() => new HybridClock(time, Actor, MaxAhead));
        Promises = new StandingPromises(time);
        _pause = new LoopPause(LeavePace, time);
        metrics.ObservePromises(() => Promises.Count);
        _memoryClock = new Lazy<HybridClock>(() => new HybridClock(time, (long)_storage.Replicas.IncarnationOf(RegisterShards.Durable), MaxAhead));
        metrics.ObserveOwed(() => Owed);
        configurations.Changed += Configure;
    }

    public TimeProvider Time { get; }

    /// <summary>
    /// Told of each strong value as this silo's replica gets it, decided or only accepted, as it is stored, and of all that it had when the silo started. Must return at once. Not for listeners that come when the silo runs: they
    /// would not be told of what it had.
    /// </summary>
    public event Action<string, byte[]?>? Learned;

    /// <summary>The promises that stand in this silo's replicas.</summary>
    public StandingPromises Promises { get; }

    /// <summary>
    /// Stamps this silo's weaker writes. Those in memory have a clock of their own, with a name that is new at each start: what it has given out is forgotten with them.
    /// </summary>
    public HybridClock ClockOf(int shard) => RegisterShards.IsInMemory(shard) ? _memoryClock.Value : _clock.Value;

    /// <summary>Names this silo's changes for ever: another one after its disk was lost.</summary>
    public long Actor => (long)_storage.Replicas.Incarnation;

    /// <summary>How many registers are owed to replicas that could not be reached.</summary>
    public int Owed => Existing.Sum(shard => shard.Owed);

    private IEnumerable<ConvergentShard> Existing => _shards.OfType<ConvergentShard>();

    public ConvergentShard Shard(int shard)
    {
        if (Volatile.Read(ref _shards[shard]) is { } known)
            return known;
        lock (_gate)
        {
            if (_shards[shard] is { } made)
                return made;
            var added = new ConvergentShard(shard, _hosts.Local, this);
            added.Configure(Members(shard));
            Volatile.Write(ref _shards[shard], added);
            return added;
        }
    }

    public IReadOnlyList<string> Members(int shard) => Volatile.Read(ref _members)?[shard] ?? [];

    public ConvergentState Peek(int shard, string key) => Shard(shard).Peek(key);

    public Task MergeAsync(int shard, string key, ConvergentState state) => Shard(shard).Merge(key, state);

    public void Receive(string from, ConvergentItem[] items)
    {
        foreach (var item in items)
            Shard(item.Shard).Receive(from, ConvergentCodec.Decode(item.Message));
    }

    public void Send(string silo, IEnumerable<ConvergentItem> items) =>
        _lanes.GetOrAdd(silo, name => new ConvergentLane(name, _hosts, _logger)).Send(items);

    public Task AppendAsync(int shard, byte[] record) => _storage.Replicas.AppendConvergentAsync(shard, record);

    /// <summary>A state came from another replica.</summary>
    public void Converged(int shard, ConvergentState state)
    {
        if (state.Value is not { Version.At: var at } || at == default)
            return;
        ClockOf(shard).TryWitness(at);
        var after = TimeSpan.FromTicks(Math.Max(0, Time.GetUtcNow().UtcTicks - at.Physical));
        _metrics.Converged(after);
        _measures.Spread(after);
    }

    /// <summary>A shard has something that waits for others to go with.</summary>
    public void LeavesSoon() => _pause.Tell();

    public void Failed(Exception failure, int shard) => _logger.ReplicaFailed(failure, shard);

    /// <summary>Takes over what the log held, once it is open and before anybody can ask.</summary>
    private void Restore()
    {
        _storage.Replicas.Decided = (shard, register, value) =>
        {
            if (!RegisterShards.IsInMemory(shard))
                Learned?.Invoke(register, value.Value);
            Shard(shard).Learn(register, value);
        };
        _storage.Replicas.Accepted = (register, value) => Learned?.Invoke(register, value.Value);
        _storage.Replicas.CaptureConvergent = () => [.. _shards.Take(RegisterShards.Durable).OfType<ConvergentShard>().SelectMany(shard => shard.Capture())];
        foreach (var (shard, register, value) in _storage.Replicas.AllDecided())
        {
            Learned?.Invoke(register, value.Value);
            Shard(shard).Learn(register, value, isReplay: true);
        }

        foreach (var (register, value) in _storage.Replicas.AllAccepted())
            Learned?.Invoke(register, value.Value);
        foreach (var (shard, key, state) in _storage.Recovered)
        {
            if (state.Value is { Version.At: var at } && at != default)
                ClockOf(shard).TryWitness(at);
            Shard(shard).Replay(key, state);
        }

        _storage.Recovered.Clear();
    }

    public override void Participate(ISiloLifecycle lifecycle)
    {
        base.Participate(lifecycle);
        lifecycle.Subscribe(nameof(Restore), ServiceLifecycleStage.RuntimeStorageServices + 1, _ =>
        {
            Restore();
            return Task.CompletedTask;
        });
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var (ticked, longer) = (Time.GetTimestamp(), TimeSpan.Zero);
        try
        {
            while (true)
            {
                if (longer > TimeSpan.Zero)
                    await Task.Delay(longer, Time, stopping);
                await _pause.WaitAsync(Pace - Time.GetElapsedTime(ticked), stopping);
                longer = Shorter(Existing.Sum(shard => shard.Untold) * LeavePacePerRegister, LongestLeavePace - LeavePace);
                foreach (var shard in Existing)
                    _ = shard.LeaveAsync();
                if (Time.GetElapsedTime(ticked) < Pace)
                    continue;
                ticked = Time.GetTimestamp();
                for (var shard = 0; shard < _shards.Length; shard++)
                    _shards[shard]?.Tick(Partner(shard));
            }
        }
        finally
        {
            await Task.WhenAll(Existing.Select(shard => shard.LeaveAsync()));
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private string? Partner(int shard)
    {
        var present = _hosts.Names;
        var others = Members(shard).Where(member => member != _hosts.Local && present.Contains(member)).ToList();
        return others.Count == 0 ? null : others[Random.Shared.Next(others.Count)];
    }

    private void Configure(RegisterMap map)
    {
        lock (_gate)
        {
            Volatile.Write(ref _members, [.. map.Shards.Select(shard => shard.Members.Select(member => member.Name).ToArray())]);
            for (var shard = 0; shard < _shards.Length; shard++)
                _shards[shard]?.Configure(_members![shard]);
        }
    }
}
