using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>Sets, reads and forgets decisions. Safe for use by many threads at once.</summary>
internal sealed class RegisterDecisions(ClusterRegisters registers)
{
    /// <summary>Decides, unless it is decided, and tells what holds now: whether the promise is kept; null when that could not be learned in time. To be repeated until it is known.</summary>
    public async Task<bool?> DecideAsync(RegisterPromise promise, bool isKept, CancellationToken cancellationToken)
    {
        var op = registers.PromiseOp(promise.DecisionRegister, RegisterOpKind.Decide, promise) with { IsKept = isKept };
        var reply = await registers.ExecuteAsync(op, cancellationToken);
        return reply.Kind == RegisterReplyKind.Done ? DecisionRegisters.Find(reply.Value, promise) : null;
    }

    /// <summary>Looks whether it is decided.</summary>
    public async Task<DecisionReading> ReadAsync(RegisterPromise promise, CancellationToken cancellationToken)
    {
        var reply = await registers.ExecuteAsync(registers.ReadOp(promise.DecisionRegister, RegisterDurability.Durable, null), cancellationToken);
        return reply.Kind == RegisterReplyKind.Done ? new DecisionReading(true, DecisionRegisters.Find(reply.Value, promise)) : new DecisionReading(false, null);
    }

    /// <summary>
    /// Drops an entry. Only for who would have set it, when nobody is left who waits for it: a promise that still stood somewhere would be found undecided, and broken.
    /// </summary>
    public Task ForgetAsync(RegisterPromise promise, CancellationToken cancellationToken) =>
        registers.ExecuteAsync(registers.PromiseOp(promise.DecisionRegister, RegisterOpKind.Forget, promise), cancellationToken);
}
