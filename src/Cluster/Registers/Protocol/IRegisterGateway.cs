namespace Cluster.Registers.Protocol;

/// <summary>
/// Takes operations on any registers into the cluster, on whichever silo the client is connected to. Keys mean nothing; different ones
/// may lead to different silos.
/// </summary>
[Alias("Cluster.Registers.IRegisterGateway")]
internal interface IRegisterGateway : IGrainWithIntegerKey
{
    /// <summary>Begins operations and answers soon, with what is done by then; the rest is <see cref="RegisterReplyKind.Pending"/>.</summary>
    [Alias("Execute"), ResponseTimeout("00:00:01")]
    Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops);

    /// <summary>Waits a moment for any of the operations to end and tells the state of all.</summary>
    [Alias("Collect"), ResponseTimeout("00:00:01")]
    Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops);
}
