using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>
/// The identity of the cluster whose registers decide: chosen by whoever asks first, and kept in a register beside them, so that it is lost if and only if they are. What is kept elsewhere under
/// a cluster's decisions bears it. Safe for use by many threads at once.
/// </summary>
internal sealed class ClusterIdentity(ClusterRegisters registers)
{
    private const string Name = DecisionRegisters.Prefix + "identity";
    private Guid? _known;

    /// <exception cref="QuorumUnreachableException">No majority answered in time.</exception>
    public async Task<Guid> GetAsync(CancellationToken cancellationToken)
    {
        while (_known is null)
        {
            var chosen = Guid.NewGuid();
            var op = registers.WriteOp(Name, RegisterDurability.Durable, chosen.ToByteArray(), null, null) with { Kind = RegisterOpKind.CompareAndSet, Expected = RegisterVersion.None };
            var reply = await registers.ExecuteAsync(op, cancellationToken);
            _known = reply.Kind switch
            {
                RegisterReplyKind.Done => chosen,
                RegisterReplyKind.Mismatch => new Guid(reply.Value!),

                // Whether it was written is not known: what is there tells.
                RegisterReplyKind.Unknown => null,
                _ => throw new QuorumUnreachableException("The cluster's identity can't be read: no majority of its register's replicas answered in time.", mayHaveTakenEffect: false),
            };
        }

        return _known.Value;
    }
}
