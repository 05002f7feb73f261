namespace Cluster.Simulation.Registers;

/// <summary>A mistake that is put into the host around the protocol, to see that the checkers find it.</summary>
internal enum PlantedFault
{
    None,

    /// <summary>A silo that lost its disk takes part as if it had everything.</summary>
    VotesWhileEmpty,

    /// <summary>A reader returns what it found without making sure that a quorum holds it.</summary>
    SkipsWriteBack,

    /// <summary>Replicas serve proposers of earlier configurations.</summary>
    AcceptsOldEpochs,

    /// <summary>Replicas answer before what they say is durable.</summary>
    AnswersBeforeSync,

    /// <summary>A joining replica votes before it has caught up.</summary>
    VotesBeforeCaughtUp,

    /// <summary>A read that may miss a few versions misses as many as there are.</summary>
    IgnoresVersionBound,
}
