using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Tests.Locks;

/// <summary>What locks cost in a silo, measured on the state machine of a shard while no other test runs.</summary>
[Collection(nameof(Alone))]
public sealed class LockMemoryTests(ITestOutputHelper output) : ILockShardHost
{
    private const int Batch = 1_000;
    private static readonly LockTimes Times = new();
    private readonly Guid _session = Guid.NewGuid();
    private LockReply? _last;
    private LockShardRecord? _saving;
    private long _operations;
    private long _claims;

    [Fact]
    public void HeldLock_TakesAtMostAKilobyte()
    {
        const int Locks = 100_000;
        var shard = NewShard();
        var before = Settled();
        for (var i = 0; i < Locks; i += Batch)
            Say(shard, Enumerable.Range(i, Batch).Select(n => Acquire($"orders/{n}")));

        var each = (Settled() - before) / Locks;

        output.WriteLine($"{each} bytes for each lock that is held");
        Assert.Equal(Locks, shard.Locks().Count());
        Assert.True(each <= 1024, $"{each} bytes for each lock that is held: more than a kilobyte.");
    }

    [Fact]
    public void MillionNamesThatWereUsedAndAreIdle_TakeNoMemory()
    {
        const int Names = 1_000_000;
        var shard = NewShard();
        var before = Settled();
        for (var i = 0; i < Names; i += Batch)
        {
            Say(shard, Enumerable.Range(i, Batch).Select(n => Acquire($"orders/{n}")));
            Say(shard, Enumerable.Range(1, Batch).Select(n => new LockOp { Kind = LockOpKind.Release, Claim = _claims - Batch + n }));
        }

        var all = Settled() - before;

        output.WriteLine($"{all / 1024} KB for {Names} names that nobody holds");
        Assert.Empty(shard.Locks());
        Assert.True(all < 30 << 20, $"{all} bytes for a million idle names: 30 and more for each.");
        GC.KeepAlive(shard);
    }

    void ILockShardHost.Send(string route, LockReply reply) => _last = reply;

    void ILockShardHost.Check()
    {
        // the authority of the beginning lasts for longer than this
    }

    void ILockShardHost.Save(LockShardRecord record) => _saving = record;

    void ILockShardHost.Suspect()
    {
    }

    void ILockShardHost.Retire()
    {
    }

    /// <summary>What is in use, once the garbage of the tests before is gone. Some of it may go later: then what is measured here is too little, never too much.</summary>
    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private LockShard NewShard()
    {
        var shard = new LockShard(
            0, LockShard.TakeOver(null, Guid.NewGuid(), Times), null, Times, LockRules.Standard, new LockShardSettings(), this, TimeSpan.Zero, TimeSpan.Zero);
        shard.Receive(Request() with { Label = "client" }, TimeSpan.Zero);
        Assert.NotNull(_saving);
        shard.Saved(TimeSpan.Zero, TimeSpan.Zero);
        Assert.Equal(LockReplyKind.Welcome, _last!.Kind);
        Say(shard, [new LockOp { Kind = LockOpKind.CheckedIn }]);
        return shard;
    }

    private LockOp Acquire(string name) => new() { Kind = LockOpKind.Acquire, Claim = ++_claims, Terms = new LockTerms(name, LockMode.Exclusive), Tokens = 1, TellWanted = true };

    private void Say(LockShard shard, IEnumerable<LockOp> said)
    {
        LockOp[] operations = [.. said];
        shard.Receive(
            Request() with
            {
                Key = _last!.Key,
                FirstOp = _operations + 1,
                Ops = operations,
                EventsThrough = _last.FirstEvent + _last.Events.Length - 1,
            },
            TimeSpan.Zero);
        _operations += operations.Length;
        Assert.Equal(_operations, _last!.OpsThrough);
    }

    private LockRequest Request() => new() { Shard = 0, Session = _session, Epoch = 1, Link = 1, Beat = TimeSpan.Zero, Route = "route" };
}
