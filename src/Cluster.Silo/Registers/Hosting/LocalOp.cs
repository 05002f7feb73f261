using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>A client's operation that a proposer of this silo carries out.</summary>
internal sealed class LocalOp(RegisterOp op, TimeSpan deadline, string silo)
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
            End(ToReply(operation));
            ended(this);
        }

        Operation = op.Kind switch
        {
            RegisterOpKind.Read => proposer.Read(Completed),
            RegisterOpKind.Write => proposer.Write(StoredValue.Wrap(op.Value), Completed),
            RegisterOpKind.CompareAndSet => proposer.Update(CompareAndSet(), Completed),
            _ => throw new InvalidOperationException($"There is no operation of kind {op.Kind}."),
        };
    }

    public void End(RegisterReply reply) => _reply.TrySetResult(reply);

    private Func<Versioned, RegisterChange?> CompareAndSet()
    {
        var change = new RegisterChange(StoredValue.Wrap(op.Value));
        return current => IsExpected(current) ? change : null;
    }

    private bool IsExpected(Versioned current) => op.Expected == RegisterVersion.None ? current.Value is null : current.Version.ToVersion() == op.Expected;

    private RegisterReply ToReply(RegisterOperation operation)
    {
        if (operation.Outcome != RegisterOutcome.Done)
            return RegisterReply.Unknown;
        var result = operation.Result!;
        var kind = op.IsRead || operation.Changed ? RegisterReplyKind.Done : RegisterReplyKind.Mismatch;
        var value = operation.Changed ? null : StoredValue.Unwrap(result.Value);
        return new RegisterReply(kind, result.Version.ToVersion(), value, silo);
    }
}
