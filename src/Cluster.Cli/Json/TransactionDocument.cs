using Cluster.Transactions;

namespace Cluster.Cli.Json;

/// <summary>One attempt at a transaction.</summary>
internal sealed record TransactionDocument(
    string Name,
    int Attempt,
    TransactionState State,
    TransactionAbortCause? Cause,
    DateTimeOffset StartedAt,
    IReadOnlyList<string> Participants,
    IReadOnlyList<TransactionDocument.Event> Events)
{
    public static TransactionDocument From(TransactionStatus status) => new(
        status.Name,
        status.Attempt,
        status.State,
        status.Cause,
        status.StartedAt,
        status.Participants,
        [.. status.Events.Select(one => new Event(one.At, one.Kind, one.Participant, one.Silo, one.Item, one.WaitsFor, one.Cause, one.Declared))]);

    /// <param name="Participant">Null for the coordinator.</param>
    /// <param name="Declared">Of how many declared transactions it is a batch; 0 for others.</param>
    internal sealed record Event(
        DateTimeOffset At, TransactionEventKind Kind, string? Participant, string? Silo, string? Item, IReadOnlyList<string> WaitsFor, TransactionAbortCause? Cause, int Declared);
}
