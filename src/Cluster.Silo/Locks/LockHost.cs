using System.Diagnostics.Metrics;
using Cluster.Locks;
using Cluster.Locks.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Locks;

/// <summary>The shards that are active on this silo. Messages for them arrive together, through any one's grain.</summary>
internal sealed class LockHost : IDisposable
{
    private readonly HostedShard?[] _shards = new HostedShard?[LockShards.Count];
    private readonly Lock _gate = new();
    private readonly LockMetrics _metrics;
    private readonly long _began;
    private readonly Guid _id = Guid.NewGuid();
    private LockStatistics _past = LockStatistics.None;

    public LockHost(IOptions<ClusterLocksOptions> options, TimeProvider time, IGrainFactory grains, IMeterFactory meters, ILogger<LockHost> logger)
    {
        Times = new LockTimes { Lease = options.Value.Lease, Authority = options.Value.Authority };
        Time = time;
        Grains = grains;
        Logger = logger;
        _began = time.GetTimestamp();
        _metrics = new LockMetrics(meters, this);
    }

    public LockTimes Times { get; }

    public TimeProvider Time { get; }

    public IGrainFactory Grains { get; }

    public ILogger Logger { get; }

    /// <summary>The silo's monotonic clock.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_began);

    /// <summary>How many shards are active here.</summary>
    public int Shards => _shards.Count(shard => shard is not null);

    public void Add(int index, HostedShard shard) => Volatile.Write(ref _shards[index], shard);

    public void Remove(int index, HostedShard shard)
    {
        lock (_gate)
        {
            if (Interlocked.CompareExchange(ref _shards[index], null, shard) == shard)
                _past += shard.Count() with { Held = 0, Waiting = 0 };
        }
    }

    /// <summary>What the active shards have, and what they and those before them have done on this silo.</summary>
    public LockStatistics Count()
    {
        lock (_gate)
            return _shards.OfType<HostedShard>().Aggregate(_past, (sum, shard) => sum + shard.Count());
    }

    public LockBatchReply Exchange(LockBatch batch)
    {
        var outbox = new LockOutbox(batch.Requests is [var first, ..] ? first.Route : null);
        List<int>? elsewhere = null;
        foreach (var request in batch.Requests)
        {
            if ((uint)request.Shard >= LockShards.Count)
                throw new ArgumentOutOfRangeException(nameof(batch), request.Shard, $"Shards are numbered from 0 to {LockShards.Count - 1}.");
            if (Volatile.Read(ref _shards[request.Shard])?.Receive(request, outbox) != true)
                (elsewhere ??= []).Add(request.Shard);
        }

        outbox.Send(Grains);
        return new LockBatchReply(_id, outbox.Answers(), elsewhere is null ? [] : [.. elsewhere]);
    }

    /// <summary>Shards that were not handed over by now say nothing any more.</summary>
    public void Silence()
    {
        foreach (var shard in _shards)
            shard?.Silence();
    }

    public void Dispose() => _metrics.Dispose();
}
