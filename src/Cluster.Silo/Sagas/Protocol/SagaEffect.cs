namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What a driver wants done.</summary>
internal abstract record SagaEffect
{
    /// <summary>
    /// Write the record over the version that was read or written last, then say <see cref="SagaDriver.Saved"/>, or <see cref="SagaDriver.Fenced"/> when
    /// another's write is there. A write whose outcome is unknown is repeated as it is; it has happened if what is found has its stamp.
    /// </summary>
    public sealed record Save(SagaRecord Record) : SagaEffect;

    /// <summary>Attempt a step, and again until it ends or is withdrawn, then say <see cref="SagaDriver.Succeeded"/>, <see cref="SagaDriver.Refused"/> or <see cref="SagaDriver.GaveUp"/>.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="IsInherited">Whether an earlier driver may have attempted it, with an outcome that nobody knows.</param>
    public sealed record Run(int Step, bool IsInherited) : SagaEffect;

    /// <summary>Attempt a compensation, and again until it succeeds or is withdrawn.</summary>
    public sealed record Compensate(int Step) : SagaEffect;

    /// <summary>
    /// Ask the attempt under way to end, and begin no other. If none is under way, or when it has ended, say what became of it.
    /// </summary>
    public sealed record Withdraw(int Step) : SagaEffect;

    /// <summary>Do not wait any longer until the next attempt.</summary>
    public sealed record Hurry(int Step) : SagaEffect;

    /// <summary>Hand a message over, and again until it was taken, then say <see cref="SagaDriver.Delivered"/>.</summary>
    public sealed record Deliver(OutboxMessage Message) : SagaEffect;

    /// <summary>Nothing is left to do, and that is durable.</summary>
    public sealed record Settle : SagaEffect;
}
