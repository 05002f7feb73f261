namespace Cluster.Sagas;

/// <summary>
/// Thrown by a step to say that this attempt did nothing and never will (no request of it may still be under way), and that trying again is of no use. Any other exception means that the step may have happened: it is tried again,
/// and compensated when it is given up.
/// </summary>
[GenerateSerializer, Alias("Cluster.Sagas.SagaStepRefusedException")]
public sealed class SagaStepRefusedException : ClusterException
{
    /// <summary>Creates the exception with the reason, which the saga keeps.</summary>
    /// <param name="message">Why, for people.</param>
    /// <param name="innerException">What lies beneath it.</param>
    /// <param name="isClosed">See <see cref="IsClosed"/>.</param>
    public SagaStepRefusedException(string message, Exception? innerException = null, bool isClosed = false) : base(message, innerException) => IsClosed = isClosed;

    /// <summary>
    /// Whether the participant's barrier has found that nothing of the step has happened and has closed it, so that no other attempt of it can take effect either (a
    /// <see cref="LedgerVerdict.NothingToUndo"/> for <see cref="SagaOperation.Compensate"/>). Then the refusal is believed though earlier attempts have unknown outcomes; a pivot
    /// that is refused after such an attempt is stuck without. <see cref="StepRegisters.ApplyAsync"/> closes what it refuses.
    /// </summary>
    [Id(0)]
    public bool IsClosed { get; }
}
