namespace Cluster.Tests.Transactions;

public interface ITransferGrain : IGrainWithIntegerKey
{
    Task TransferAsync(string from, string to, long amount);

    Task TransferDeclaredAsync(string from, string to, long amount);
}
