using Cluster.Registers.Protocol;
using Orleans.Concurrency;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Takes clients' messages on the silo that they are connected to.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class RegisterGateway(RegisterFront front) : Grain, IRegisterGateway
{
    // Off the grain's scheduler: operations outlive the call that they came with, and the grain.
    public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => Task.Run(() => front.ExecuteAsync(ops, isHome: false));

    public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => Task.Run(() => front.CollectAsync(ops, isHome: false));
}
