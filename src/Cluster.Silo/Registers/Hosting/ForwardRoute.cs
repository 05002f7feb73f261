using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Messages;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>The way from the silo that a client is connected to, to the silo that carries its operations out.</summary>
internal sealed class ForwardRoute : IRegisterRoute
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A message is answered within tens of milliseconds; a silo that takes so long is passed over, long before membership finds it dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly RegisterFront _front;
    private readonly ReplicaHosts _hosts;
    private readonly RegisterHomes _homes;
    private readonly string _silo;

    public ForwardRoute(RegisterFront front, ReplicaHosts hosts, RegisterHomes homes, string silo)
    {
        (_front, _hosts, _homes, _silo) = (front, hosts, homes, silo);
        Sender = new RegisterSender(this);
    }

    public RegisterSender Sender { get; }

    public TimeSpan Now => _front.Now;

    public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => Host().ExecuteAsync(ops).WaitAsync(Patience, _front.Time);

    public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => Host().CollectAsync(ops).WaitAsync(Patience, _front.Time);

    public void Heard(IReadOnlyList<RegisterOp> ops, RegisterBatchReply reply) => _homes.Heard(_silo);

    /// <summary>A read is begun anew at the next home. Of anything else only the silo that was lost knows what became of it, for as long as it may be back.</summary>
    public void Lost(RegisterCall call, Exception failure)
    {
        _homes.NotHeard(_silo);
        _front.LookForHomes();
        if (call.Op.IsRead)
            _front.Reroute(call);
        else if (_hosts.Find(_silo) is null || failure is SiloUnavailableException)
            _ = EndAsync(call);
        else if (call.Deadline <= _front.Now)
            call.End(new RegisterReply(RegisterReplyKind.NoQuorumUnknown));
        else
            _ = Task.Delay(Pause, _front.Time).ContinueWith(_ => Sender.Collect([call]), TaskScheduler.Default);
    }

    public void Forgotten(RegisterCall call) => call.EndUnanswered();

    /// <summary>Nobody knows what became of it; whether that silo was lost or this one is cut off from the others is found out by a read.</summary>
    private async Task EndAsync(RegisterCall call)
    {
        if (await _front.HasQuorumAsync(call.Op, call.Deadline))
            call.EndUnanswered();
        else
            call.End(new RegisterReply(RegisterReplyKind.NoQuorumUnknown));
    }

    private IReplicaHost Host() => _hosts.Find(_silo) ?? throw new SiloUnavailableException($"{_silo} is no member of the cluster now.");
}
