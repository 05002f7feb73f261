using Cluster.Transactions;

namespace Cluster.Dashboard.Components;

/// <summary>Transactions in words.</summary>
internal static class TransactionWords
{
    public static string State(TransactionStatus status) => status switch
    {
        { State: TransactionState.Active } when IsWaiting(status) => "waits for a lock",
        { Cause: { } cause } => $"aborted: {Cause(cause)}",
        _ => status.State.ToString().ToLowerInvariant(),
    };

    public static Tone Tone(TransactionStatus status) => status.State switch
    {
        TransactionState.Committed => Components.Tone.Good,
        TransactionState.Aborted => Components.Tone.Warn,
        TransactionState.Unknown => Components.Tone.Bad,
        _ => Components.Tone.Busy,
    };

    public static string Cause(TransactionAbortCause cause) => cause switch
    {
        TransactionAbortCause.Requested => "its code threw or was cancelled",
        TransactionAbortCause.Deadline => "its time was over",
        TransactionAbortCause.Wounded => "gave way to an older one",
        TransactionAbortCause.ParticipantLost => "a participant was lost",
        TransactionAbortCause.Refused => "a participant refused",
        _ => "overtaken by another commit",
    };

    /// <summary>What happened, for the reader who points at it.</summary>
    public static string Event(TransactionEvent seen) => seen.Kind switch
    {
        TransactionEventKind.Begun when seen.Declared > 0 => $"the attempt began: a batch of {seen.Declared} declared transaction(s)",
        TransactionEventKind.Begun => seen.Participant is null ? "the attempt began" : "first call",
        TransactionEventKind.Waits => $"waits for the lock of {seen.Item}{(seen.WaitsFor.Count > 0 ? $", held by {string.Join(", ", seen.WaitsFor)}" : "")}",
        TransactionEventKind.Granted => $"got the lock of {seen.Item}",
        TransactionEventKind.Validated => "its reads hold",
        TransactionEventKind.Asked => "asked for the commit",
        TransactionEventKind.Prepared => "promised to commit",
        TransactionEventKind.InDoubt => "in doubt: asks the others",
        TransactionEventKind.Committed => "committed",
        TransactionEventKind.Aborted => seen.Cause is { } cause ? $"aborted: {Cause(cause)}" : "aborted",
        _ => "the outcome was not known in time",
    };

    /// <summary>The grain's type and key without what Orleans puts around them.</summary>
    public static string Grain(string participant) => participant.Length <= 28 ? participant : $"{participant[..12]}…{participant[^15..]}";

    private static bool IsWaiting(TransactionStatus status) =>
        status.Events.Where(one => one.Participant is not null).GroupBy(one => (one.Participant, one.Item)).Any(group => group.Last().Kind == TransactionEventKind.Waits);
}
