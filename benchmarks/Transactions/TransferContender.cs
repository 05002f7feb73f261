namespace Cluster.Benchmarks.Transactions;

/// <summary>One way to move money between two of many accounts.</summary>
/// <param name="Name">Whose, and on what.</param>
/// <param name="Open">Opens all accounts, so that none has to be made later.</param>
/// <param name="Transfer">Moves 1 from an account to another, again until it is committed; gives how many attempts it took.</param>
/// <param name="Total">What the first so many accounts hold together, when nothing is under way.</param>
internal sealed record TransferContender(string Name, Func<int, Task> Open, Func<int, int, Task<int>> Transfer, Func<int, Task<long>> Total);
