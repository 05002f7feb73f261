namespace Cluster.Sagas;

/// <summary>What an attempt of a step is to do. A barrier at the participant tells these apart, see <see cref="StepLedger"/>.</summary>
public enum SagaOperation
{
    /// <summary>A step, or the try of a branch.</summary>
    Run,

    /// <summary>The confirmation of a branch whose try was done.</summary>
    Confirm,

    /// <summary>The compensation of a step, or the cancellation of a branch.</summary>
    Compensate,
}
