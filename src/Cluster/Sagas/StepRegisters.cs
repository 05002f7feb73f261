using Cluster.Registers;

namespace Cluster.Sagas;

/// <summary>Lets steps change replicated registers, each exactly once.</summary>
public static class StepRegisters
{
    // Older than any attempt that may still be under way: the longest time-out of a step is an hour, and a saga's silos that are all down for longer come back within days.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <summary>
    /// Changes a register as one step's effect: exactly once, however often and late the step is attempted. Value and barrier are one strong compare-and-set.
    /// <code>
    /// await step.ApplyAsync(cluster.Registers.Get&lt;Guarded&lt;int&gt;&gt;("seats"), seats => seats > 0 ? seats - 1 : throw new SagaStepRefusedException("No seat is left."));
    /// </code>
    /// </summary>
    /// <param name="step">The attempt.</param>
    /// <param name="register">The register. Its value must fit with the notes of the steps of the last 7 days (some 100 bytes each) into 64 KiB; spread what is hot over several.</param>
    /// <param name="change">Gives the new value for what is there (the default of <typeparamref name="T"/> when the register is absent). May be called several times; what it throws ends the attempt without effect.</param>
    /// <param name="cancellationToken">Stops it; it may have happened.</param>
    /// <returns>What the barrier said. Of <see cref="LedgerVerdict.AlreadyDone"/> and <see cref="LedgerVerdict.NothingToUndo"/> the step has nothing more to do.</returns>
    /// <exception cref="SagaStepRefusedException">The change refused, or the step was compensated before this attempt arrived. The step is closed.</exception>
    /// <exception cref="QuorumUnreachableException">No majority answered: throw it on, the step is attempted again.</exception>
    public static async Task<LedgerVerdict> ApplyAsync<T>(
        this SagaStep step, Register<Guarded<T>> register, Func<T?, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(change);
        var found = await register.ReadAsync(cancellationToken: cancellationToken);
        while (true)
        {
            // What was read is this call's own: nobody else sees it before the compare-and-set.
            var guarded = found.Value ?? new Guarded<T>();
            var now = TimeProvider.System.GetUtcNow();
            guarded.Ledger.Forget(now - Remembered);
            var verdict = guarded.Ledger.Enter(step.Key, step.Operation, now);
            if (verdict == LedgerVerdict.TooLate)
                throw new SagaStepRefusedException($"'{step.Name}' was refused or compensated before this attempt arrived.", isClosed: true);
            if (verdict == LedgerVerdict.AlreadyDone)
                return verdict;
            SagaStepRefusedException? refusal = null;
            if (verdict == LedgerVerdict.Proceed)
                (guarded, refusal) = Change(found.Value, guarded, step, change, now);
            var written = await register.CompareAndSetAsync(found.Exists ? found.Version : RegisterVersion.None, guarded, cancellationToken: cancellationToken);
            if (written.Succeeded)
                return refusal is null ? verdict : throw new SagaStepRefusedException(refusal.Message, refusal, isClosed: true);
            found = written.Current;
        }
    }

    /// <summary>The changed value; or, when a step refuses, the value as it was with the step closed, so that no attempt of it takes effect later.</summary>
    private static (Guarded<T> Guarded, SagaStepRefusedException? Refusal) Change<T>(
        Guarded<T>? found, Guarded<T> entered, SagaStep step, Func<T?, T> change, DateTimeOffset now)
    {
        try
        {
            entered.Value = change(entered.Value);
            return (entered, null);
        }
        catch (SagaStepRefusedException refusal) when (step.Operation == SagaOperation.Run)
        {
            entered.Ledger.Enter(step.Key, SagaOperation.Compensate, now);
            return (new Guarded<T> { Value = found is null ? default : found.Value, Ledger = entered.Ledger }, refusal);
        }
    }
}
