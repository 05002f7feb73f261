using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>A client's strong operation that a proposer of this silo carries out.</summary>
/// <param name="op">The operation.</param>
/// <param name="deadline">When it is given up, by the silo's monotonic clock.</param>
/// <param name="silo">This silo's name.</param>
/// <param name="time">Tells what has expired.</param>
internal sealed class LocalOp(RegisterOp op, TimeSpan deadline, string silo, TimeProvider time)
{
    private readonly TaskCompletionSource<RegisterReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RegisterOp Op => op;

    public TimeSpan Deadline => deadline;

    public Task<RegisterReply> Reply => _reply.Task;

    /// <summary>What the proposer makes of it; null before it was begun.</summary>
    public RegisterOperation? Operation { get; private set; }

    /// <summary>Hands the operation to the proposer; <paramref name="ended"/> is called once it has ended.</summary>
    public void Begin(RegisterProposer proposer, Action<LocalOp> ended)
    {
        void Completed(RegisterOperation operation)
        {
            if (op.IsRead && operation.Result is { } found && StoredValue.HasEnded(found.Value, time.GetUtcNow()))
            {
                // That the value has ended becomes a deletion with a version of its own: from here on it is absent for everybody, whatever their clocks say.
                Operation = proposer.Update(current => current.Version == found.Version ? new RegisterChange(null) : null, Completed);
                return;
            }

            End(ToReply(operation));
            ended(this);
        }

        Operation = op.Kind switch
        {
            RegisterOpKind.Read => proposer.Read(Completed),
            RegisterOpKind.Write => proposer.Write(Stored(), Completed),
            RegisterOpKind.CompareAndSet => proposer.Update(CompareAndSet(), Completed),
            _ => throw new InvalidOperationException($"There is no strong operation of kind {op.Kind}."),
        };
    }

    /// <summary>The reply that ended it; null before.</summary>
    public RegisterReply? Ended { get; private set; }

    public void End(RegisterReply reply)
    {
        Ended = reply;
        _reply.TrySetResult(reply);
    }

    private byte[]? Stored() => StoredValue.Wrap(op.Value, op.TimeToLive is { } lasts ? time.GetUtcNow() + lasts : null);

    private Func<Versioned, RegisterChange?> CompareAndSet()
    {
        var change = new RegisterChange(Stored());
        return current => IsExpected(current) ? change : null;
    }

    private bool IsExpected(Versioned current)
    {
        var isAbsent = current.Value is null || StoredValue.HasEnded(current.Value, time.GetUtcNow());
        return op.Expected == RegisterVersion.None ? isAbsent : current.Version.ToVersion() == op.Expected && (current.Value is null || !isAbsent);
    }

    private RegisterReply ToReply(RegisterOperation operation)
    {
        if (operation.Outcome != RegisterOutcome.Done)
            return op.IsRead ? RegisterReply.NoQuorum : RegisterReply.Unknown;
        var result = operation.Result!;
        var kind = op.IsRead || operation.Changed ? RegisterReplyKind.Done : RegisterReplyKind.Mismatch;
        var value = operation.Changed ? null : StoredValue.Unwrap(result.Value, time.GetUtcNow());
        return new RegisterReply(kind, result.Version.ToVersion(), value, silo, TimeSpan.Zero);
    }
}
