using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A session that holds an item which somebody waits for, or waits for it.</summary>
/// <param name="Transaction">Whose session it is.</param>
/// <param name="Session">The session; never used twice.</param>
/// <param name="Operation">Of one that waits: the number of the operation; 0 of one that holds.</param>
/// <param name="Exclusive">Whether it holds, or wants to hold, alone.</param>
/// <param name="Age">For how long it has waited.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Transactions.ItemContender")]
internal sealed record ItemContender(
    [property: Id(0)] TransactionOrigin Transaction,
    [property: Id(1)] SessionId Session,
    [property: Id(2)] int Operation,
    [property: Id(3)] bool Exclusive,
    [property: Id(4)] TimeSpan Age);
