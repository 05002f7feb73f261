namespace Cluster.Tests.Transactions;

public interface IUnguardedGrain : IGrainWithStringKey
{
    Task<int> ReadAsync();
}
