using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>What happened to a transaction in the course of a call; goes back with the call's answer.</summary>
/// <param name="Joined">Where it took part.</param>
/// <param name="Observed">What was read without locks.</param>
/// <param name="Doom">Why it can only be aborted; null if it can go on.</param>
/// <param name="IsUnfinished">A grain returned while a call of its own was under way.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.Enlistments")]
internal sealed record Enlistments(
    [property: Id(0)] JoinedParticipant[] Joined, [property: Id(1)] ObservedItem[] Observed, [property: Id(2)] AbortCause? Doom, [property: Id(3)] bool IsUnfinished)
{
    public static Enlistments None { get; } = new([], [], null, false);
}
