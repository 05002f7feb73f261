namespace Cluster.Tests.Transactions;

public interface IAccountGrain : IGrainWithStringKey
{
    Task<long> BalanceAsync();

    Task<int> EntriesAsync();

    Task AddAsync(long amount);

    Task TransferAsync(string to, long amount);

    /// <summary>Calls another account and doesn't wait.</summary>
    Task BeginAndReturnAsync(string other);

    Task DeactivateAsync();
}
