namespace Cluster.Bank;

/// <summary>An account, and a list to append to.</summary>
[Alias("Cluster.Bank.IBankAccount")]
internal interface IBankAccount : IGrainWithStringKey
{
    [Alias("Balance")]
    Task<long> BalanceAsync();

    /// <summary>Adds an amount; throws when the account would be negative.</summary>
    [Alias("Add")]
    Task AddAsync(long amount);

    [Alias("List")]
    Task<int[]> ListAsync();

    [Alias("Append")]
    Task AppendAsync(int element);
}
