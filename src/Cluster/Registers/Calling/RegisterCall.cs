using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>An operation under way, as whoever passes it on waits for its end.</summary>
/// <param name="op">The operation.</param>
/// <param name="deadline">When waiting is over, by the clock of who waits.</param>
internal sealed class RegisterCall(RegisterOp op, TimeSpan deadline)
{
    private readonly TaskCompletionSource<RegisterReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RegisterOp Op { get; private set; } = op;

    public TimeSpan Deadline => deadline;

    /// <summary>Ends with the reply; never fails.</summary>
    public Task<RegisterReply> Reply => _reply.Task;

    /// <summary>How often it was passed on.</summary>
    public int Attempts { get; set; }

    public RegisterOpKey Key => new(Op.Id, Op.Name, Op.Durability);

    /// <summary>Gives the operation only what is left of its time, for another try.</summary>
    public void Shorten(TimeSpan timeout) => Op = Op with { Timeout = timeout };

    public void End(RegisterReply reply) => _reply.TrySetResult(reply);

    /// <summary>Ends it without an answer: a read had no effect, and of anything else nobody knows.</summary>
    public void EndUnanswered() => End(Op.IsRead ? RegisterReply.NoQuorum : RegisterReply.Unknown);
}
