using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>Runs one silo with Orleans.Transactions until the process is killed; <see cref="OrleansSilos"/> starts it.</summary>
internal static class OrleansSiloCommand
{
    public const string Name = "orleans-silo";
    public const string Storage = "accounts";

    public static Command Create()
    {
        var port = new Argument<int>("PORT");
        var gateway = new Argument<int>("GATEWAY");
        var primary = new Argument<int>("PRIMARY");
        var storage = new Argument<string>("STORAGE");
        var connection = new Argument<string>("CONNECTION");
        var command = new Command(Name, "Runs a silo with Orleans.Transactions for the benchmark of transactions.") { port, gateway, primary, storage, connection };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(
                    arguments.GetValue(port), arguments.GetValue(gateway), new IPEndPoint(IPAddress.Loopback, arguments.GetValue(primary)), OrleansSilos.Id, OrleansSilos.Id);
                silo.UseTransactions();
                Store(silo, arguments.GetRequiredValue(storage), arguments.GetRequiredValue(connection));
            });
            await builder.Build().RunAsync(cancellationToken);
        });
        return command;
    }

    private static void Store(ISiloBuilder silo, string storage, string connection)
    {
        _ = storage switch
        {
            "memory" => silo.AddMemoryGrainStorage(Storage),
            "redis" => silo.AddRedisGrainStorage(Storage, options => options.ConfigurationOptions = ConfigurationOptions.Parse(connection)),
            "postgres" => silo.AddAdoNetGrainStorage(Storage, options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection)),
            _ => throw new ArgumentException($"There is no storage '{storage}'."),
        };
    }
}
