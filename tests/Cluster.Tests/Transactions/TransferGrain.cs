namespace Cluster.Tests.Transactions;

/// <summary>A grain that runs transactions itself.</summary>
internal sealed class TransferGrain(ClusterClient cluster) : Grain, ITransferGrain
{
    public Task TransferAsync(string from, string to, long amount) => cluster.Transactions.RunAsync(async _ =>
    {
        await GrainFactory.GetGrain<IAccountGrain>(from).AddAsync(-amount);
        await GrainFactory.GetGrain<IAccountGrain>(to).AddAsync(amount);
    });

    public Task TransferDeclaredAsync(string from, string to, long amount) => cluster.Transactions.RunDeclaredAsync(
        new DeclaredTransfer(GrainFactory.GetGrain<IAccountGrain>(from), GrainFactory.GetGrain<IAccountGrain>(to), amount));
}
