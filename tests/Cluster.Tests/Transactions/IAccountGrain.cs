namespace Cluster.Tests.Transactions;

public interface IAccountGrain : IGrainWithStringKey
{
    Task<long> BalanceAsync();

    Task<int> EntriesAsync();

    Task AddAsync(long amount);

    /// <summary>Adds, and then takes a lock and lets go of it.</summary>
    Task AddThenLockAsync(long amount, string name);

    Task TransferAsync(string to, long amount);

    /// <summary>Calls another account and doesn't wait.</summary>
    Task BeginAndReturnAsync(string other);

    /// <summary>Tries to write a register in the transaction that it was called in.</summary>
    Task WriteRegisterAsync(string register);

    Task DeactivateAsync();
}
