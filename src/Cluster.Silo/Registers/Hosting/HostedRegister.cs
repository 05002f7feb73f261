using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>This silo's proposer of one register and the operations that it carries out. The gate of its shard guards it.</summary>
internal sealed class HostedRegister(ShardProposers owner, string name, ReplicaConfiguration configuration)
{
    private static readonly TimeSpan ResendAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer than almost any read takes.</summary>
    private static readonly TimeSpan WidenAfter = TimeSpan.FromMilliseconds(50);

    private readonly RegisterProposer _proposer = new(name, Random.Shared.NextInt64(1, long.MaxValue), configuration) { Rank = silo => owner.Ranks.Of(name, silo) };
    private readonly List<LocalOp> _ops = [];
    private TimeSpan _resendAt;
    private TimeSpan _widenAt;
    private (RegisterReply Reply, TimeSpan AsOf)? _lastRead;

    public string Name => name;

    public int Shard => owner.Shard;

    /// <summary>Whether operations or rounds are under way.</summary>
    public bool IsBusy => _ops.Count > 0 || _proposer.Active > 0;

    public bool IsBehind => _proposer.LaterEpoch is not null;

    /// <summary>Begins an operation; what is to be sent for it has to be taken afterwards, so that operations that begin together can go together.</summary>
    public void Begin(LocalOp op, TimeSpan now, Action<LocalOp> met)
    {
        if (op.Op is { IsRead: true, Level: ConsistencyKind.BoundedStaleness, MaxVersions: null } && _lastRead is var (reply, asOf) && now - asOf <= op.Op.MaxAge)
        {
            op.End(reply with { Staleness = now - asOf, VersionsBehind = null });
            return;
        }

        if (!IsBusy)
            (_resendAt, _widenAt) = (now + ResendAfter, now + WidenAfter);
        _ops.Add(op);
        op.Begin(_proposer, ended => End(ended, now, met));
    }

    /// <summary>Takes what is to be sent; called from outside the gate.</summary>
    public void TakeCalls(List<OutgoingCall> calls) => owner.Receive(this, step: null, calls);

    /// <summary>Passes an answer to the proposer; called from outside the gate.</summary>
    public void Receive(string replica, long attempt, ReplicaResponse response, List<OutgoingCall> further) =>
        owner.Receive(this, proposer => proposer.Receive(replica, attempt, response), further);

    public void Do(Action<RegisterProposer>? step, List<OutgoingCall> calls)
    {
        step?.Invoke(_proposer);
        Take(calls);
    }

    /// <summary>Ends what has taken too long, and asks again where answers are missing.</summary>
    public void Tick(TimeSpan now, List<OutgoingCall> calls)
    {
        foreach (var late in _ops.FindAll(op => op.Deadline <= now))
            GiveUp(late);
        if (now >= _widenAt)
        {
            _widenAt = now + WidenAfter;
            foreach (var slow in _proposer.Widen())
                owner.Ranks.NotHeard(slow);
            Take(calls);
        }

        if (!_proposer.IsYielding && now < _resendAt)
            return;

        // Proposers that get into each other's way must not try again at the same pace.
        _resendAt = now + ResendAfter * (0.75 + Random.Shared.NextDouble() / 2);
        _proposer.Resend();
        Take(calls);
    }

    /// <summary>What a read found was the newest value at some moment after it began.</summary>
    private void End(LocalOp op, TimeSpan began, Action<LocalOp> met)
    {
        _ops.Remove(op);
        if (op.Met is not null)
            met(op);
        if (op.Op is { IsRead: true, Level: ConsistencyKind.BoundedStaleness, MaxVersions: null } && op.Ended is { Kind: RegisterReplyKind.Done } reply)
            _lastRead = (reply, began);
    }

    private void GiveUp(LocalOp op)
    {
        _ops.Remove(op);
        if (op.Op.IsRead)
        {
            _proposer.Abandon(op.Operation!);
            op.End(RegisterReply.NoQuorum);
        }
        else
        {
            op.End(_proposer.TryWithdraw(op.Operation!) ? RegisterReply.NoQuorum : new RegisterReply(RegisterReplyKind.NoQuorumUnknown));
        }
    }

    private void Take(List<OutgoingCall> calls)
    {
        foreach (var call in _proposer.TakeCalls())
            calls.Add(new OutgoingCall(this, call));
    }
}
