namespace Cluster.Registers.Protocol;

/// <summary>What a silo answers to a batch.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Replies">One for each operation, in their order.</param>
/// <param name="Homes">For shards whose operations another silo carried out: that silo's name. Sending there directly saves a message.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterBatchReply")]
internal sealed record RegisterBatchReply(
    [property: Id(0)] string Silo,
    [property: Id(1)] RegisterReply[] Replies,
    [property: Id(2)] KeyValuePair<int, string>[] Homes);
