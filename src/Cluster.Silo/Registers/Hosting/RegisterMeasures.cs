using Cluster.Registers;
using Cluster.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Counts what operations of each level cost, and how stale reads were, on the silo that clients are connected to. Safe for use by many threads at once.</summary>
internal sealed class RegisterMeasures
{
    private static readonly ConsistencyKind[] Levels = Enum.GetValues<ConsistencyKind>();

    private readonly Counts[] _reads = [.. Levels.Select(_ => new Counts())];
    private readonly Counts[] _writes = [.. Levels.Select(_ => new Counts())];

    private readonly long[] _spread = new long[DurationHistogram.Buckets];

    /// <summary>A weaker write took so long to get here.</summary>
    public void Spread(TimeSpan after) => Interlocked.Increment(ref _spread[DurationHistogram.BucketOf(after)]);

    public void Count(RegisterOp op, RegisterReply reply, TimeSpan took)
    {
        if (op.Kind is RegisterOpKind.Read or RegisterOpKind.Write or RegisterOpKind.CompareAndSet)
            (op.IsRead ? _reads : _writes)[(int)op.Level].Add(reply, took);
    }

    public RegisterStatistics Read(int owed) => new(
        [
            .. Levels.SelectMany(level => new[] { _reads[(int)level].Read(level, isRead: true), _writes[(int)level].Read(level, isRead: false) })
                .Where(use => use.Failed > 0 || use.Latency.Count > 0),
        ],
        owed,
        Histogram(_spread));

    private static DurationHistogram Histogram(long[] counts) => new([.. counts.Select((_, bucket) => Volatile.Read(ref counts[bucket]))]);

    private sealed class Counts
    {
        private readonly long[] _latency = new long[DurationHistogram.Buckets];
        private readonly long[] _staleness = new long[DurationHistogram.Buckets];
        private long _failed;

        public void Add(RegisterReply reply, TimeSpan took)
        {
            if (reply.Kind is not (RegisterReplyKind.Done or RegisterReplyKind.Mismatch))
            {
                Interlocked.Increment(ref _failed);
                return;
            }

            Interlocked.Increment(ref _latency[DurationHistogram.BucketOf(took)]);
            if (reply.Staleness is { } staleness)
                Interlocked.Increment(ref _staleness[DurationHistogram.BucketOf(staleness)]);
        }

        public RegisterUse Read(ConsistencyKind level, bool isRead) => new()
        {
            Level = level,
            IsRead = isRead,
            Failed = Interlocked.Read(ref _failed),
            Latency = Histogram(_latency),
            Staleness = isRead ? Histogram(_staleness) : DurationHistogram.Empty,
        };
    }
}
