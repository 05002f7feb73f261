namespace Bank;

/// <summary>An account, by its owner's name.</summary>
internal interface IAccountGrain : IGrainWithStringKey
{
    Task<long> BalanceAsync();

    /// <summary>Adds to the balance, or takes from it.</summary>
    /// <exception cref="InvalidOperationException">The balance would fall below zero.</exception>
    Task AddAsync(long amount);
}
