using Cluster.Transactions;

namespace Cluster.Dashboard.Api;

/// <summary>One attempt at a transaction.</summary>
/// <param name="Name">Its name; the number at the end tells which attempt at its transaction it is.</param>
/// <param name="Attempt">The same number, from 1.</param>
/// <param name="State">How it stands.</param>
/// <param name="Cause">Why it was aborted, where that is known.</param>
/// <param name="StartedAt">When the first attempt began.</param>
/// <param name="Participants">The grains that took part.</param>
/// <param name="Events">What happened, in order of time.</param>
internal sealed record TransactionSeen(
    string Name, int Attempt, TransactionState State, TransactionAbortCause? Cause, DateTimeOffset StartedAt, IReadOnlyList<string> Participants, IReadOnlyList<TransactionSeen.Event> Events)
{
    public static TransactionSeen From(TransactionStatus status) => new(
        status.Name,
        status.Attempt,
        status.State,
        status.Cause,
        status.StartedAt,
        status.Participants,
        [.. status.Events.Select(one => new Event(one.At, one.Kind, one.Participant, one.Silo, one.Item, one.WaitsFor, one.Cause, one.Declared))]);

    /// <summary>Something that happened to it.</summary>
    /// <param name="At">When, by the clock of the process where it happened.</param>
    /// <param name="Kind">What.</param>
    /// <param name="Participant">At which grain; null for the coordinator.</param>
    /// <param name="Silo">On which silo; null for a coordinator.</param>
    /// <param name="Item">The item whose lock it is about.</param>
    /// <param name="WaitsFor">The transactions that it waits for.</param>
    /// <param name="Cause">Why it was aborted.</param>
    /// <param name="Declared">Of how many declared transactions it is a batch; 0 for others.</param>
    internal sealed record Event(
        DateTimeOffset At, TransactionEventKind Kind, string? Participant, string? Silo, string? Item, IReadOnlyList<string> WaitsFor, TransactionAbortCause? Cause, int Declared);
}
