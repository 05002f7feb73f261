using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>The way to one silo, and what to do when it is closed.</summary>
internal interface IRegisterRoute
{
    Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops);

    Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops);

    /// <summary>The clock of deadlines.</summary>
    TimeSpan Now { get; }

    /// <summary>Told of every answer.</summary>
    /// <param name="ops">The operations that were sent; none when it was asked what became of them.</param>
    /// <param name="reply">The answer.</param>
    void Heard(IReadOnlyList<RegisterOp> ops, RegisterBatchReply reply);

    /// <summary>
    /// A message with this operation got no answer. It is no longer the sender's, which may have been heard all the same.
    /// </summary>
    void Lost(RegisterCall call, Exception failure);

    /// <summary>The silo was asked what became of the operation, and does not know it.</summary>
    void Forgotten(RegisterCall call);
}
