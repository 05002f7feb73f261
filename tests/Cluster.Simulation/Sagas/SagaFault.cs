namespace Cluster.Simulation.Sagas;

/// <summary>What may be wrong with the protocol. Each must be noticed.</summary>
public enum SagaFault
{
    None,

    /// <summary>A step is attempted before it is durable that it may have happened.</summary>
    RunsBeforeDurable,

    /// <summary>A driver that takes over does not write first, and writes go through whoever wrote last.</summary>
    NoFencing,

    /// <summary>A refusal is believed though an earlier attempt may yet arrive.</summary>
    BelievesRefusals,

    /// <summary>Stages are undone in the order in which they were done.</summary>
    CompensatesInOrder,

    /// <summary>A step that was given up is taken as not having happened.</summary>
    TakesUnknownAsUndone,

    /// <summary>The participant undoes what it never did.</summary>
    BarrierUndoesWhatNeverWas,

    /// <summary>The participant carries out what was cancelled before it arrived.</summary>
    BarrierLetsHangingTriesIn,

    /// <summary>The participant carries out duplicates.</summary>
    BarrierForgetsDuplicates,

    /// <summary>Messages leave before the end of the step that sends them is durable, under a key of the attempt.</summary>
    MessagesWithoutKey,
}
