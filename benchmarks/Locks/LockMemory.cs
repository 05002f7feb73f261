using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Benchmarks.Locks;

/// <summary>What names take in a silo: a shard's state machine alone, fed as a silo feeds it.</summary>
internal sealed class LockMemory : ILockShardHost
{
    private const int Idle = 1_000_000;
    private const int Held = 200_000;
    private const int OpsInAMessage = 1000;

    private readonly LockShard _shard;
    private readonly Guid _session = Guid.NewGuid();
    private LockReply? _heard;
    private long _ops;
    private long _claims;

    private LockMemory()
    {
        var mine = LockShard.TakeOver(null, Guid.NewGuid(), new LockTimes());
        _shard = new LockShard(0, mine, null, new LockTimes(), LockRules.Standard, new LockShardSettings(), this, TimeSpan.Zero, TimeSpan.Zero);
        _shard.Receive(Request() with { Label = "a client" }, TimeSpan.Zero);
        _shard.Saved(TimeSpan.Zero, TimeSpan.Zero);
        Say([new LockOp { Kind = LockOpKind.CheckedIn }]);
    }

    public static void Print()
    {
        var memory = new LockMemory();
        memory.Acquire("warm", 1000);
        memory.Release(1000);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Idle; i += OpsInAMessage)
        {
            memory.Acquire($"idle/{i}", OpsInAMessage);
            memory.Release(OpsInAMessage);
        }

        var idle = GC.GetTotalMemory(forceFullCollection: true) - empty;
        for (var i = 0; i < Held; i += OpsInAMessage)
        {
            memory.Acquire($"held/{i}", OpsInAMessage);
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - empty - idle;
        GC.KeepAlive(memory);
        Console.WriteLine($"In a silo: {Idle:N0} names used and let go of take {idle:N0} B in all; {Held:N0} held ones take {held / (double)Held:F0} B each, name included.");
    }

    void ILockShardHost.Send(string route, LockReply reply) => _heard = reply;

    void ILockShardHost.Check()
    {
    }

    void ILockShardHost.Save(LockShardRecord record)
    {
    }

    void ILockShardHost.Suspect()
    {
    }

    void ILockShardHost.Retire() => throw new InvalidOperationException("The shard has run out of tokens.");

    private void Acquire(string name, int count) => Say(
        [.. Enumerable.Range(0, count).Select(i => new LockOp { Kind = LockOpKind.Acquire, Claim = ++_claims, Terms = new LockTerms($"{name}/{i}", LockMode.Exclusive) })]);

    private void Release(int count) => Say([.. Enumerable.Range(0, count).Select(i => new LockOp { Kind = LockOpKind.Release, Claim = _claims - i })]);

    private void Say(LockOp[] ops)
    {
        _shard.Receive(Request() with { Key = _heard!.Key, FirstOp = _ops + 1, Ops = ops, EventsThrough = _heard.FirstEvent + _heard.Events.Length - 1 }, TimeSpan.Zero);
        _ops += ops.Length;
    }

    private LockRequest Request() => new() { Shard = 0, Session = _session, Link = 1, Beat = TimeSpan.Zero, Route = "client" };
}
