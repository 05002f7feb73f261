using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Takes messages of other silos. It leaves its own scheduler at once: what it calls is safe for many threads, and waits for disks.
/// </summary>
[Reentrant]
internal sealed class ReplicaHost(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, ReplicaServices services)
    : GrainService(id, silo, loggers), IReplicaHost
{
    public Task<byte[]> HandleAsync(byte[] requests) => Task.Run(() => services.HandleAsync(requests));

    public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => Task.Run(() => services.Front.ExecuteAsync(ops, isHome: true));

    public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => Task.Run(() => services.Front.CollectAsync(ops, isHome: true));

    public Task ConvergeAsync(string from, ConvergentItem[] items) => Task.Run(() => services.Convergent.Receive(from, items));

    public Task<byte[]> ReadStateAsync(int shard, string key) =>
        Task.Run(() => ConvergentCodec.EncodeState(services.Convergent.Peek(shard, key)));

    public Task MergeStateAsync(int shard, string key, byte[] state) =>
        Task.Run(() => services.Convergent.MergeAsync(shard, key, ConvergentCodec.DecodeState(state)));

    public Task<FetchResponse> FetchAsync(int shard, FetchRequest request) => Task.Run(() => services.Storage.Replicas.FetchAsync(shard, request));

    public Task JoinAsync(ShardConfiguration[] configurations)
    {
        foreach (var configuration in configurations)
            services.Joiner.Join(configuration);
        return Task.CompletedTask;
    }

    public Task<ReplicaHostStatus> DescribeAsync() => Task.Run(services.DescribeAsync);

    public Task AnnounceAsync(string record) => Task.Run(() => services.Configurations.Take(RegisterMap.Parse(record)));

    public Task WakeAsync()
    {
        services.Master.Wake();
        return Task.CompletedTask;
    }

    public Task<string[]> NamesAsync(string prefix, int limit) => Task.Run(() => services.Census.Names(prefix, limit));

    public Task<ReplicaViews> LookAsync(string[] keys) => Task.Run(() => services.Census.LookAsync(keys));

    public Task<RegisterStatistics> CountAsync() => Task.FromResult(services.Measures.Read(services.Convergent.Owed));

    public Task<RegisterBatchReply> EnterAsync(RegisterOp[] ops) => Task.Run(() => services.Front.ExecuteAsync(ops, isHome: false));

    public Task<bool> CutAsync(string[] silos, TimeSpan cutFor) => Task.FromResult(services.Links.TryCut(silos, cutFor));
}
