using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Messages;

namespace Cluster.Silo.Registers.Drills;

/// <summary>The way to one certain silo, for a drill that wants to know what clients of that silo see.</summary>
internal sealed class SiloRoute : IRegisterRoute
{
    private readonly IReplicaHost _host;
    private readonly Func<TimeSpan> _now;

    public SiloRoute(IReplicaHost host, Func<TimeSpan> now)
    {
        (_host, _now) = (host, now);
        Sender = new RegisterSender(this);
    }

    public RegisterSender Sender { get; }

    public TimeSpan Now => _now();

    public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => _host.EnterAsync(ops);

    public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => _host.CollectAsync(ops);

    public void Heard(IReadOnlyList<RegisterOp> ops, RegisterBatchReply reply)
    {
    }

    public void Lost(RegisterCall call, Exception failure) => call.EndUnanswered();

    public void Forgotten(RegisterCall call) => call.EndUnanswered();
}
