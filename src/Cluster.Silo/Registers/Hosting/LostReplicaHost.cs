using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Stands in for a silo that messages do not reach: whoever calls waits, and learns nothing.</summary>
internal sealed class LostReplicaHost(string silo, TimeProvider time) : IReplicaHost
{
    /// <summary>As long as the shortest of the calls' own time-outs.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public Task<byte[]> HandleAsync(byte[] requests) => LoseAsync<byte[]>();

    public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => LoseAsync<RegisterBatchReply>();

    public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => LoseAsync<RegisterBatchReply>();

    public Task ConvergeAsync(string from, ConvergentItem[] items) => LoseAsync<bool>();

    public Task<byte[]> ReadStateAsync(int shard, string key) => LoseAsync<byte[]>();

    public Task MergeStateAsync(int shard, string key, byte[] state) => LoseAsync<bool>();

    public Task<FetchResponse> FetchAsync(int shard, FetchRequest request) => LoseAsync<FetchResponse>();

    public Task JoinAsync(ShardConfiguration[] configurations) => LoseAsync<bool>();

    public Task<ReplicaHostStatus> DescribeAsync() => LoseAsync<ReplicaHostStatus>();

    public Task AnnounceAsync(string record) => LoseAsync<bool>();

    public Task WakeAsync() => LoseAsync<bool>();

    public Task<string[]> NamesAsync(string prefix, int limit) => LoseAsync<string[]>();

    public Task<ReplicaViews> LookAsync(string[] keys) => LoseAsync<ReplicaViews>();

    public Task<RegisterStatistics> CountAsync() => LoseAsync<RegisterStatistics>();

    public Task<RegisterBatchReply> EnterAsync(RegisterOp[] ops) => LoseAsync<RegisterBatchReply>();

    public Task<bool> CutAsync(string[] silos, TimeSpan cutFor) => LoseAsync<bool>();

    private async Task<TAnswer> LoseAsync<TAnswer>()
    {
        await Task.Delay(Timeout, time);
        throw new TimeoutException($"A drill has cut the link to {silo}.");
    }
}
