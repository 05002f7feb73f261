using Cluster.Registers.Protocol;

namespace Cluster.Transactions.Protocol;

/// <summary>One attempt at a transaction. Attempts at the same transaction keep its age, so that what is tried often grows old and wins.</summary>
/// <param name="StartedAt">When the first attempt began, by the clock of its coordinator. Clocks that differ cost fairness, never correctness.</param>
/// <param name="Coordinator">Belongs to one coordinator object, for ever.</param>
/// <param name="Number">The transaction's number at its coordinator.</param>
/// <param name="Attempt">1 for the first.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionId")]
internal readonly record struct TransactionId(
    [property: Id(0)] long StartedAt, [property: Id(1)] long Coordinator, [property: Id(2)] long Number, [property: Id(3)] int Attempt)
{
    /// <summary>Whether this one goes first where the two collide. A total order; of two attempts at one transaction the later, since the earlier is over.</summary>
    public bool IsOlderThan(TransactionId other) =>
        (StartedAt, Coordinator, Number, -Attempt).CompareTo((other.StartedAt, other.Coordinator, other.Number, -other.Attempt)) < 0;

    /// <summary>A name that no other attempt has, of at most 60 characters out of 0-9, a-f and -.</summary>
    public string Name => ToPromise().ToString();

    /// <summary>The same name, as registers know it.</summary>
    public RegisterPromise ToPromise() => new(StartedAt, Coordinator, Number, Attempt);

    public override string ToString() => $"{Coordinator}.{Number}/{Attempt}";
}
