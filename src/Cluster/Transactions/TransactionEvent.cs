namespace Cluster.Transactions;

/// <summary>Something that happened to a transaction.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionEvent")]
public sealed record TransactionEvent
{
    /// <summary>When, by the clock of the process where it happened.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>What.</summary>
    [Id(1)]
    public required TransactionEventKind Kind { get; init; }

    /// <summary>At which participant; null for the coordinator.</summary>
    [Id(2)]
    public string? Participant { get; init; }

    /// <summary>On which silo; null for a coordinator in a client.</summary>
    [Id(3)]
    public string? Silo { get; init; }

    /// <summary>The item whose lock it is about.</summary>
    [Id(4)]
    public string? Item { get; init; }

    /// <summary>The transactions that it waits for.</summary>
    [Id(5)]
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>Why it was aborted, where that is known.</summary>
    [Id(6)]
    public TransactionAbortCause? Cause { get; init; }

    /// <summary>With <see cref="TransactionEventKind.Begun"/> at the sequencer: that it is a batch of so many declared transactions; 0 for other transactions.</summary>
    [Id(7)]
    public int Declared { get; init; }
}
