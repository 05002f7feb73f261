using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Transactions;

namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>Two silo processes with Orleans.Transactions over a storage, and a client of them.</summary>
internal sealed class OrleansSilos : IAsyncDisposable
{
    public const string Id = "peer";

    private readonly List<ServerProcess> _silos = [];
    private IHost? _client;

    public static async Task<OrleansSilos> StartAsync(string storage, string connection, CancellationToken cancellationToken)
    {
        var silos = new OrleansSilos();
        var ports = FreePorts.Take(4);
        for (var silo = 0; silo < 2; silo++)
        {
            silos._silos.Add(ServerProcess.Start(
                "dotnet", ["exec", typeof(OrleansSilos).Assembly.Location, OrleansSiloCommand.Name, $"{ports[silo]}", $"{ports[silo + 2]}", $"{ports[0]}", storage, connection]));
            await silos._silos[silo].ListensAsync(ports[silo + 2], cancellationToken);
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(ports[2..], Id, Id);
            client.UseTransactions();
        });
        silos._client = builder.Build();
        await silos._client.StartAsync(cancellationToken);
        return silos;
    }

    public TransferContender Contender(string name)
    {
        var services = _client!.Services;
        var (grains, transactions) = (services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<ITransactionClient>());
        return new TransferContender(
            name,
            accounts => Parallel.ForEachAsync(
                Enumerable.Range(0, accounts),
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (account, _) => await UntilCommittedAsync(() => grains.GetGrain<IPeerAccount>(account).AddAsync(ClusterTransfers.Opening))),
            async (from, to) =>
            {
                // In order: calls in any order stall for seconds in deadlocks.
                var (first, second, amount) = from > to ? (to, from, 1) : (from, to, -1);
                return await UntilCommittedAsync(() => transactions.RunTransaction(
                    TransactionOption.Create,
                    async () =>
                    {
                        await grains.GetGrain<IPeerAccount>(first).AddAsync(amount);
                        await grains.GetGrain<IPeerAccount>(second).AddAsync(-amount);
                    }));
            },
            async accounts => (await Task.WhenAll(Enumerable.Range(0, accounts).Select(account => grains.GetGrain<IPeerAccount>(account).BalanceAsync()))).Sum());
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task<int> UntilCommittedAsync(Func<Task> transaction)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                await transaction();
                return attempts;
            }
            catch (OrleansTransactionException failure) when (failure is not OrleansTransactionInDoubtException)
            {
                // Once more, as its documentation says.
            }
        }
    }
}
