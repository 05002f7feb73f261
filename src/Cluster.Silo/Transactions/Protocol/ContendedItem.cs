namespace Cluster.Silo.Transactions.Protocol;

/// <summary>An item that transactions wait for.</summary>
/// <param name="Item">The item's name.</param>
/// <param name="Holders">Who holds it and is not prepared.</param>
/// <param name="Waiters">Who waits, the next to be let in first.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Transactions.ContendedItem")]
internal sealed record ContendedItem([property: Id(0)] string Item, [property: Id(1)] ItemContender[] Holders, [property: Id(2)] ItemContender[] Waiters);
