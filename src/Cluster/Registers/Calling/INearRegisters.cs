using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>Replicas in this process, which is a silo: what they can do by themselves needs no message.</summary>
internal interface INearRegisters
{
    /// <summary>Carries out an operation; null when it is not for the replicas of this silo alone.</summary>
    Task<RegisterReply>? TryExecute(RegisterOp op);
}
