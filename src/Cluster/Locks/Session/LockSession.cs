using Cluster.Locks.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Cluster.Locks.Session;

/// <summary>
/// A client process as the lock shards know it: one identity, one link to each shard that it uses, one message and one keep-alive for
/// all shards on a silo. Begins with the first lock. Safe for use by many threads at once.
/// </summary>
internal sealed partial class LockSession : ILockClient, IDisposable
{
    private readonly ClientShard?[] _shards = new ClientShard?[LockShards.Count];
    private readonly Dictionary<Guid, LockSender> _hosts = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Guid _id = Guid.NewGuid();
    private readonly LockTimes _times = new();
    private readonly Lazy<string> _route;
    private long _claims;

    public LockSession(IGrainFactory grains, TimeProvider time, ILogger<LockSession> logger, ClusterLocksClientOptions options)
    {
        Grains = grains;
        Logger = logger;
        Options = options;
        _time = time;
        _began = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // The runtime keeps no strong reference to an observer: this object is kept by whoever locks. Nor does it make one on a thread that is a grain's just
        // then: so it is made on a thread of its own, once, which a task that is waited for need not be.
        _route = new Lazy<string>(() => Task.Factory.StartNew(
            () => grains.CreateObjectReference<ILockClient>(this).GetGrainId().ToString(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).GetAwaiter().GetResult());
    }

    public static LockSession WithDefaults(IGrainFactory grains) =>
        new(grains, TimeProvider.System, NullLogger<LockSession>.Instance, new ClusterLocksClientOptions());

    /// <summary>Names the process to shards.</summary>
    public Guid Id => _id;

    public IGrainFactory Grains { get; }

    public ILogger Logger { get; }

    public ClusterLocksClientOptions Options { get; }

    public LockLinkSettings Settings { get; } = new();

    public TimeProvider Time => _time;

    /// <summary>The process's monotonic clock.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>How people know this process.</summary>
    public static string Label { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    public ClientShard ShardOf(string name)
    {
        var index = LockShards.Of(name);
        return Volatile.Read(ref _shards[index]) ?? AddShard(index);
    }

    /// <summary>Numbers rise over the whole session, so that the order in which locks were asked for can be told.</summary>
    public long NextClaim() => Interlocked.Increment(ref _claims);

    /// <summary>News from a silo that is no answer to a message.</summary>
    public Task HearAsync(LockReply[] replies)
    {
        foreach (var reply in replies)
        {
            if ((uint)reply.Shard < LockShards.Count && Volatile.Read(ref _shards[reply.Shard]) is { } shard)
            {
                using (shard.Enter())
                    shard.Link.Receive(reply, Now);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether claims of this process still are as a shard has them.</summary>
    public Task<bool[]> ConfirmAsync(ClaimQuestion[] claims)
    {
        var answers = new bool[claims.Length];
        for (var i = 0; i < claims.Length; i++)
        {
            if ((uint)claims[i].Shard < LockShards.Count && Volatile.Read(ref _shards[claims[i].Shard]) is { } shard)
            {
                using (shard.Enter())
                    answers[i] = shard.Link.Confirms(claims[i]);
            }
        }

        return Task.FromResult(answers);
    }

    /// <summary>Ends the session: gives up all locks and tells the silos so, for at most <paramref name="patience"/>.</summary>
    public async Task CloseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var shard in Shards())
        {
            using (shard.Enter())
                shard.Link.Close(Now);
        }

        var end = Now + patience;
        while (!IsDisposed && Now < end && Shards().Any(s => s.Link.State == LinkState.Open))
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, cancellationToken);
        Dispose();
    }

    /// <summary>Nothing is sent any more.</summary>
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        _timer.Dispose();
    }

    private IEnumerable<ClientShard> Shards() => _shards.OfType<ClientShard>();

    private ClientShard AddShard(int index)
    {
        lock (_gate)
        {
            return _shards[index] ??= new ClientShard(this, new LockLink(index, _id, _route.Value, Label, _times, Settings));
        }
    }
}
