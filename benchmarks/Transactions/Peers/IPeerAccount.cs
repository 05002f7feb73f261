namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>An account of Orleans.Transactions.</summary>
public interface IPeerAccount : IGrainWithIntegerKey
{
    /// <summary>Adds an amount; throws when the account would be negative.</summary>
    [Transaction(TransactionOption.CreateOrJoin)]
    Task AddAsync(long amount);

    /// <summary>What it holds.</summary>
    [Transaction(TransactionOption.CreateOrJoin)]
    Task<long> BalanceAsync();
}
