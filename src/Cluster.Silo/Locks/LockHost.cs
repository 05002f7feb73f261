using Cluster.Locks.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Locks;

/// <summary>The shards that are active on this silo. Messages for them arrive together, through any one's grain.</summary>
internal sealed class LockHost(IOptions<ClusterLocksOptions> options, TimeProvider time, IGrainFactory grains, ILogger<LockHost> logger)
{
    private readonly HostedShard?[] _shards = new HostedShard?[LockShards.Count];
    private readonly long _began = time.GetTimestamp();
    private readonly Guid _id = Guid.NewGuid();

    public LockTimes Times { get; } = new() { Lease = options.Value.Lease, Authority = options.Value.Authority };

    public TimeProvider Time => time;

    public IGrainFactory Grains => grains;

    public ILogger Logger => logger;

    /// <summary>The silo's monotonic clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    public void Add(int index, HostedShard shard) => Volatile.Write(ref _shards[index], shard);

    public void Remove(int index, HostedShard shard) => Interlocked.CompareExchange(ref _shards[index], null, shard);

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

        outbox.Send(grains);
        return new LockBatchReply(_id, outbox.Answers(), elsewhere is null ? [] : [.. elsewhere]);
    }
}
