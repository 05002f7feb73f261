using System.Globalization;
using Cluster.Transactions;

namespace Cluster.Cli.Transactions;

/// <summary>Transactions in words.</summary>
internal static class TransactionText
{
    public static string State(TransactionStatus status) => status.Cause is { } cause ? $"{Word(status.State.ToString())}: {Cause(cause)}" : Word(status.State.ToString());

    public static string Cause(TransactionAbortCause cause) => cause switch
    {
        TransactionAbortCause.ParticipantLost => "participant lost",
        _ => Word(cause.ToString()),
    };

    public static string Time(DateTimeOffset at) => at.LocalDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Event(TransactionEvent seen) => seen.Kind switch
    {
        TransactionEventKind.Begun when seen.Declared > 0 => $"begun: a batch of {seen.Declared} declared transaction(s)",
        TransactionEventKind.Waits => $"waits for the lock of {seen.Item}{(seen.WaitsFor.Count > 0 ? $", held by {string.Join(", ", seen.WaitsFor)}" : "")}",
        TransactionEventKind.Granted => $"got the lock of {seen.Item}",
        TransactionEventKind.Validated => "its reads hold",
        TransactionEventKind.Asked => "asked for the commit",
        TransactionEventKind.Prepared => "promised to commit",
        TransactionEventKind.InDoubt => "in doubt: asks the others",
        TransactionEventKind.Aborted when seen.Cause is { } cause => $"aborted: {Cause(cause)}",
        _ => Word(seen.Kind.ToString()),
    };

    public static string Participant(TransactionEvent seen) => KeyText.Display(seen.Participant ?? "coordinator", 60);

    /// <summary>From the first attempt's beginning to the last that is known.</summary>
    public static TimeSpan Took(TransactionStatus status) =>
        status.Events.Count > 0 && status.Events.Max(one => one.At) - status.StartedAt is var took && took > TimeSpan.Zero ? took : TimeSpan.Zero;

    private static string Word(string name) => name.ToLowerInvariant();
}
