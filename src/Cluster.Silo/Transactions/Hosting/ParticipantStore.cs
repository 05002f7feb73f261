using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Silo.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Participants' records in strong registers, written with this silo's own proposers: only the activation writes its record, so after its first write it leads the
/// register and a write is one round.
/// </summary>
internal sealed class ParticipantStore(RegisterFront front)
{
    /// <summary>The prefix of the registers' names; the participant's name follows.</summary>
    public const string Prefix = "cluster/transactions/participant/";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Guid _id = Guid.NewGuid();
    private long _ops;

    /// <summary>What the register holds, by a quorum.</summary>
    public Task<RegisterReply> ReadAsync(string participant) => front.ExecuteHereAsync(Op(participant, RegisterOpKind.Read));

    /// <summary>Writes a record over the version that was read or written last.</summary>
    public Task<RegisterReply> WriteAsync(string participant, RegisterVersion over, ParticipantRecord record) => front.ExecuteHereAsync(
        Op(participant, RegisterOpKind.CompareAndSet) with { Expected = over, Value = ParticipantRecordCodec.Encode(record) });

    private RegisterOp Op(string participant, RegisterOpKind kind) => new()
    {
        Id = new RegisterOpId(_id, Interlocked.Increment(ref _ops)),
        Name = Prefix + participant,
        Kind = kind,
        Timeout = Timeout,
    };
}
