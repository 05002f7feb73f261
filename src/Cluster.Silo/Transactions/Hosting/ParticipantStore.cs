using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Silo.Transactions.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Participants' records in strong registers, written with this silo's own proposers: only the activation writes its record, so after its first write it leads the
/// register and a write is one round. What participants ask for together goes together, and what has ended together is told by one thread. Safe for use by many threads at once.
/// </summary>
internal sealed class ParticipantStore
{
    /// <summary>The prefix of the registers' names; the participant's name follows.</summary>
    public const string Prefix = "cluster/transactions/participant/";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Guid _id = Guid.NewGuid();
    private readonly GatheredWork<(RegisterOp Op, Action<RegisterReply> Ended)> _asked;
    private readonly GatheredWork<(Action<RegisterReply> Ended, RegisterReply Reply)> _ended;
    private long _ops;

    public ParticipantStore(RegisterFront front, ILogger<ParticipantStore> logger)
    {
        _ended = new GatheredWork<(Action<RegisterReply> Ended, RegisterReply Reply)>(ended =>
        {
            foreach (var (tell, reply) in ended)
                Tell(tell, reply, logger);
        }, logger);
        _asked = new GatheredWork<(RegisterOp Op, Action<RegisterReply> Ended)>(asked =>
            front.ExecuteHere(asked.ConvertAll(ask => (ask.Op, new Action<RegisterReply>(reply => _ended.Add((ask.Ended, reply)))))), logger);
    }

    /// <summary>Reads what the register holds, by a quorum.</summary>
    public void Read(string participant, Action<RegisterReply> ended) => _asked.Add((Op(participant, RegisterOpKind.Read), ended));

    /// <summary>Writes a record over the version that was read or written last.</summary>
    public void Write(string participant, RegisterVersion over, ParticipantRecord record, Action<RegisterReply> ended) =>
        _asked.Add((Op(participant, RegisterOpKind.CompareAndSet) with { Expected = over, Value = ParticipantRecordCodec.Encode(record) }, ended));

    /// <summary>What the register holds, by a quorum.</summary>
    public Task<RegisterReply> ReadAsync(string participant)
    {
        var read = new TaskCompletionSource<RegisterReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Read(participant, read.SetResult);
        return read.Task;
    }

    /// <summary>Writes a record over the version that was read or written last.</summary>
    public Task<RegisterReply> WriteAsync(string participant, RegisterVersion over, ParticipantRecord record)
    {
        var written = new TaskCompletionSource<RegisterReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Write(participant, over, record, written.SetResult);
        return written.Task;
    }

    private static void Tell(Action<RegisterReply> ended, RegisterReply reply, ILogger logger)
    {
        try
        {
            ended(reply);
        }
#pragma warning disable CA1031 // One participant's failure must not keep the others from their answers.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.WorkFailed(failure, 1);
        }
    }

    private RegisterOp Op(string participant, RegisterOpKind kind) => new()
    {
        Id = new RegisterOpId(_id, Interlocked.Increment(ref _ops)),
        Name = Prefix + participant,
        Kind = kind,
        Timeout = Timeout,
    };
}
