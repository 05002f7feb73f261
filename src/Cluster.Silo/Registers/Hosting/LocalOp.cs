using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
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

    private OpBatch? _batch;

    public RegisterOp Op => op;

    public TimeSpan Deadline => deadline;

    public Task<RegisterReply> Reply => _reply.Task;

    /// <summary>Told of the end at once, where nobody waits for <see cref="Reply"/>.</summary>
    public Action<RegisterReply>? Told { get; init; }

    /// <summary>What the proposer makes of it; null before it was begun.</summary>
    public RegisterOperation? Operation { get; private set; }

    /// <summary>Whether it waits for earlier operations on the register or for a configuration.</summary>
    public bool IsWaiting => Ended is null && Operation?.IsBegun != true;

    /// <summary>A promise that stands in the way: the operation has had no effect and is to be begun again when the promise is over. Null when there is none.</summary>
    public RegisterContent? Met { get; private set; }

    /// <summary>Hands the operation to the proposer; <paramref name="ended"/> is called once it has ended, or has met a promise.</summary>
    public void Begin(RegisterProposer proposer, Action<LocalOp> ended)
    {
        void Completed(RegisterOperation operation)
        {
            if (operation is { Outcome: RegisterOutcome.Done, Changed: false, Result: { Value: not null } found } && !IsAboutPromises)
            {
                var content = RegisterContent.Of(found);
                if (PromisedRegister.Standard.IsInTheWay(content, op.IsRead, op.Promise))
                {
                    Met = content;
                    ended(this);
                    return;
                }

                if (op.IsRead && StoredValue.HasEnded(content.Stored, time.GetUtcNow()))
                {
                    // That the value has ended becomes a deletion with a version of its own: from here on it is absent for everybody, whatever their clocks say.
                    Operation = proposer.Update(current => current.Version == found.Version ? new RegisterChange(null) : null, Completed);
                    return;
                }
            }

            End(ToReply(operation));
            ended(this);
        }

        Met = null;
        Operation = op.Kind switch
        {
            RegisterOpKind.Read => proposer.Read(Completed, op.MaxVersions ?? 0),
            RegisterOpKind.Write => proposer.Update(Write(), Completed),
            RegisterOpKind.CompareAndSet => proposer.Update(CompareAndSet(), Completed),
            RegisterOpKind.Promise => proposer.Update(Promise(), Completed),
            RegisterOpKind.Settle => proposer.Update(current => PromisedRegister.Settle(current, op.Promise!, op.IsKept), Completed),
            RegisterOpKind.Decide => proposer.Update(Decide, Completed),
            RegisterOpKind.Forget => proposer.Update(Forget, Completed),
            _ => throw new InvalidOperationException($"There is no strong operation of kind {op.Kind}."),
        };
    }

    /// <summary>The reply that ended it; null before.</summary>
    public RegisterReply? Ended { get; private set; }

    public void End(RegisterReply reply)
    {
        Ended = reply;
        if (_reply.TrySetResult(reply))
            Told?.Invoke(reply);
        Interlocked.Exchange(ref _batch, null)?.Signal();
    }

    /// <summary>Signals to a batch when the operation has ended, or at once if it has.</summary>
    public void SignalTo(OpBatch batch)
    {
        Interlocked.Exchange(ref _batch, batch);

        // Whoever takes the batch signals: it may have ended between the two.
        if (_reply.Task.IsCompleted)
            Interlocked.Exchange(ref _batch, null)?.Signal();
    }

    /// <summary>Whether it ends promises or decides them, and so waits for none.</summary>
    private bool IsAboutPromises => op.Kind is RegisterOpKind.Settle or RegisterOpKind.Decide or RegisterOpKind.Forget;

    private byte[]? Stored() => StoredValue.Wrap(op.Value, op.TimeToLive is { } lasts ? time.GetUtcNow() + lasts : null);

    private Func<Versioned, RegisterChange?> Write()
    {
        var stored = Stored();
        return current => PromisedRegister.Standard.Write(current, _ => stored);
    }

    private Func<Versioned, RegisterChange?> CompareAndSet()
    {
        var stored = Stored();
        return current => PromisedRegister.CompareAndSet(current, IsExpected, stored);
    }

    private Func<Versioned, RegisterChange?> Promise()
    {
        var stored = Stored();
        return current => PromisedRegister.Standard.Promise(current, op.Promise!, content => op.ExpectsAny || IsExpected(content), stored);
    }

    private RegisterChange? Decide(Versioned current) =>
        DecisionRegisters.Find(Table(current), op.Promise!) is null ? new RegisterChange(StoredValue.Wrap(DecisionRegisters.With(Table(current), op.Promise!, op.IsKept), null)) : null;

    private RegisterChange? Forget(Versioned current) =>
        DecisionRegisters.Without(Table(current), op.Promise!) is { } smaller ? new RegisterChange(StoredValue.Wrap(smaller, null)) : null;

    private byte[]? Table(Versioned held) => StoredValue.Unwrap(held.Value, time.GetUtcNow());

    private bool IsExpected(RegisterContent current)
    {
        var isAbsent = current.Stored is null || StoredValue.HasEnded(current.Stored, time.GetUtcNow());
        return op.Expected == RegisterVersion.None ? isAbsent : current.Version.ToVersion() == op.Expected && (current.Stored is null || !isAbsent);
    }

    private RegisterReply ToReply(RegisterOperation operation)
    {
        if (operation.Outcome != RegisterOutcome.Done)
            return op.IsRead ? RegisterReply.NoQuorum : RegisterReply.Unknown;
        var result = operation.Result!;
        if (op.Kind == RegisterOpKind.Decide)
            return new RegisterReply(RegisterReplyKind.Done, result.Version.ToVersion(), Table(result), silo, TimeSpan.Zero);
        var content = RegisterContent.Of(result);
        var isDone = op.IsRead || operation.Changed || IsAboutPromises || (op.Kind == RegisterOpKind.Promise && content.Pending?.Promise == op.Promise);
        var value = operation.Changed ? null : StoredValue.Unwrap(content.Stored, time.GetUtcNow());
        var behind = operation.VersionsBehind;
        return new RegisterReply(isDone ? RegisterReplyKind.Done : RegisterReplyKind.Mismatch, content.Version.ToVersion(), value, silo, behind == 0 ? TimeSpan.Zero : null, VersionsBehind: behind);
    }
}
