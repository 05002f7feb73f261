using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;
using Orleans.Services;

namespace Cluster.Silo.Registers.Messages;

/// <summary>
/// A silo's replicas of registers, and its proposers, as other silos reach them: one for each silo, addressed by the silo's address, so a call goes to that
/// incarnation or fails. Many operations go in one message.
/// </summary>
[Alias("Cluster.Registers.IReplicaHost")]
internal interface IReplicaHost : IGrainService
{
    /// <summary>
    /// Hands requests to replicas. Answers come in their order, when all that they tell of is durable; none for what failed and for commits. <see cref="ReplicaMessages"/> says what the bytes are.
    /// </summary>
    [Alias("HandleMany"), ResponseTimeout("00:00:02")]
    Task<byte[]> HandleAsync(byte[] requests);

    /// <summary>Carries out operations here, see <see cref="IRegisterGateway.ExecuteAsync"/>.</summary>
    [Alias("Execute"), ResponseTimeout("00:00:01")]
    Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops);

    /// <summary>Tells what became of operations here, see <see cref="IRegisterGateway.CollectAsync"/>.</summary>
    [Alias("Collect"), ResponseTimeout("00:00:01")]
    Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops);

    /// <summary>Hands messages to replicas of convergent registers. What gets lost is found again by comparison.</summary>
    [Alias("Converge"), ResponseTimeout("00:00:02")]
    Task ConvergeAsync(string from, ConvergentItem[] items);

    /// <summary>The state of a convergent register here.</summary>
    [Alias("ReadState"), ResponseTimeout("00:00:01")]
    Task<byte[]> ReadStateAsync(int shard, string key);

    /// <summary>Merges a state into a convergent register here; ends when that is durable.</summary>
    [Alias("MergeState"), ResponseTimeout("00:00:02")]
    Task MergeStateAsync(int shard, string key, byte[] state);

    /// <summary>Gives a page of a shard to a replica that joins a later configuration.</summary>
    [Alias("Fetch"), ResponseTimeout("00:00:05")]
    Task<FetchResponse> FetchAsync(int shard, FetchRequest request);

    /// <summary>Begins to catch up with configurations, where that is not under way or done.</summary>
    [Alias("Join"), ResponseTimeout("00:00:02")]
    Task JoinAsync(ShardConfiguration[] configurations);

    /// <summary>Tells where the silo stands.</summary>
    [Alias("Describe"), ResponseTimeout("00:00:01")]
    Task<ReplicaHostStatus> DescribeAsync();

    /// <summary>Gives the newest record of all configurations, once it is stored.</summary>
    [Alias("Announce"), ResponseTimeout("00:00:02")]
    Task AnnounceAsync(string record);

    /// <summary>Asks to look after the configurations now.</summary>
    [Alias("Wake"), ResponseTimeout("00:00:01")]
    Task WakeAsync();

    /// <summary>The first keys, in order, of registers that exist here and whose names begin so.</summary>
    [Alias("Names"), ResponseTimeout("00:00:05")]
    Task<string[]> NamesAsync(string prefix, int limit);

    /// <summary>What the replicas here hold of some registers.</summary>
    [Alias("Look"), ResponseTimeout("00:00:02")]
    Task<ReplicaViews> LookAsync(string[] keys);

    /// <summary>What this silo has measured.</summary>
    [Alias("Count"), ResponseTimeout("00:00:02")]
    Task<RegisterStatistics> CountAsync();

    /// <summary>Carries out operations as if a client that is connected to this silo had asked for them.</summary>
    [Alias("Enter"), ResponseTimeout("00:00:01")]
    Task<RegisterBatchReply> EnterAsync(RegisterOp[] ops);

    /// <summary>Drops messages about registers to these silos from now on, for a time at most; to none when there are no names. False: drills are not allowed here.</summary>
    [Alias("Cut"), ResponseTimeout("00:00:02")]
    Task<bool> CutAsync(string[] silos, TimeSpan cutFor);
}
