using System.CommandLine;
using System.Text.Json;
using Cluster.Benchmarks.Servers;
using Cluster.Benchmarks.Transactions.Peers;
using Cluster.Programs.Nodes;
using Npgsql;
using Spectre.Console;

namespace Cluster.Benchmarks.Transactions;

/// <summary>Transfers between two accounts over two silo processes, beside Orleans.Transactions over several storages and PostgreSQL's own two-phase commit, in the same run.</summary>
internal static class TransactionsCommand
{
    public const int Accounts = 10_000;
    private const int HotAccounts = 100;
    private static readonly string[] AllPeers = ["memory", "redis", "postgres", "twophase"];
    private static readonly string[] AllWorkloads = ["uniform", "skewed", "alone", "alone-skewed"];
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Measured runs of each contender.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a run is.", DefaultValueFactory = _ => 2 };
        var warmUp = new Option<double>("--warm-up") { Description = "How long each contender runs before it is measured.", DefaultValueFactory = _ => 10 };
        var callers = new Option<int>("--callers") { Description = "Callers of the workloads with many.", DefaultValueFactory = _ => 64 };
        var peers = new Option<string>("--peers")
        {
            Description = "Which others: memory, redis and postgres (Orleans.Transactions over that storage), twophase (PREPARE TRANSACTION on two PostgreSQL servers); or none.",
            DefaultValueFactory = _ => string.Join(',', AllPeers),
        };
        var kinds = new Option<string>("--kinds") { Description = "Which kinds of Cluster's transactions: calls, declared.", DefaultValueFactory = _ => "calls,declared" };
        var variants = new Option<bool>("--variants") { Description = "Also Cluster without its journal for people, and with accounts in any order." };
        var only = new Option<string[]>("--only") { Description = $"Which workloads: {string.Join(", ", AllWorkloads)}. All by default.", DefaultValueFactory = _ => AllWorkloads, AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong(AllWorkloads);
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
        var command = new Command("transactions", "Transfers beside Orleans.Transactions and PostgreSQL.") { runs, seconds, warmUp, callers, peers, kinds, variants, only, json };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new TransferComparison(arguments.GetValue(runs), TimeSpan.FromSeconds(arguments.GetValue(seconds)), TimeSpan.FromSeconds(arguments.GetValue(warmUp))),
            arguments.GetValue(callers),
            arguments.GetRequiredValue(peers).Split(','),
            arguments.GetRequiredValue(kinds).Split(','),
            arguments.GetValue(variants),
            arguments.GetRequiredValue(only),
            arguments.GetValue(json)?.FullName,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        TransferComparison comparison, int callers, string[] peers, string[] kinds, bool variants, string[] only, string? json, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cluster-benchmark-");
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var contenders = new List<TransferContender>();
            var cluster = await StartAsync(owned, new Dictionary<string, string>(), cancellationToken);
            if (kinds.Contains("calls"))
            {
                contenders.Add(ClusterTransfers.Create("Cluster, on the disks of a majority", cluster));
            }

            if (kinds.Contains("declared"))
            {
                contenders.Add(ClusterTransfers.CreateDeclared("Cluster, the same declared", cluster, opens: !kinds.Contains("calls")));
            }

            if (variants)
            {
                contenders.Add(ClusterTransfers.Create("Cluster, accounts in any order", cluster, isOrdered: false));
                contenders.Add(ClusterTransfers.Create(
                    "Cluster, without the journal", await StartAsync(owned, new Dictionary<string, string> { ["Cluster__Transactions__Journal"] = "0" }, cancellationToken)));
            }

            foreach (var peer in peers.Where(peer => peer != "none"))
            {
                if (await StartPeerAsync(peer, folder, owned, cancellationToken) is { } contender)
                {
                    contenders.Add(contender);
                }
            }

            foreach (var contender in contenders)
            {
                AnsiConsole.MarkupLineInterpolated($"opening {Accounts:N0} accounts: {contender.Name}");
                await contender.Open(Accounts);
            }

            foreach (var (key, workload) in new (string, TransferWorkload)[]
            {
                ("uniform", new($"{callers} callers, {Accounts:N0} accounts", callers, Accounts, 0)),
                ("skewed", new($"{callers} callers, {HotAccounts} accounts, Zipf 0.9", callers, HotAccounts, 0.9)),
                ("alone", new($"1 caller, {Accounts:N0} accounts", 1, Accounts, 0)),
                ("alone-skewed", new($"1 caller, {HotAccounts} accounts, Zipf 0.9", 1, HotAccounts, 0.9)),
            })
            {
                if (only.Contains(key))
                {
                    await comparison.RunAsync(workload, contenders);
                }
            }
        }
        finally
        {
            while (owned.TryPop(out var one))
            {
                await one.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(comparison.Figures, Indented), cancellationToken);
        }
    }

    private static async Task<ClusterClient> StartAsync(Stack<IAsyncDisposable> owned, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var silos = await SiloProcesses.StartAsync(NodeAssembly.Of("tests", "Cluster.Bank"), 2, cancellationToken, settings);
        owned.Push(silos);
        return await silos.ConnectAsync(cancellationToken);
    }

    private static async Task<TransferContender?> StartPeerAsync(string peer, DirectoryInfo folder, Stack<IAsyncDisposable> owned, CancellationToken cancellationToken)
    {
        switch (peer)
        {
            case "memory":
                return await StartOrleansAsync("Orleans.Transactions, in memory", peer, "-", owned, cancellationToken);
            case "redis" when ServerProcess.Find("redis-server") is { } program:
                var port = FreePorts.Take(1)[0];
                var redis = ServerProcess.Start(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.CreateSubdirectory("redis").FullName]);
                owned.Push(redis);
                await redis.ListensAsync(port, cancellationToken);
                return await StartOrleansAsync("Orleans.Transactions, Redis in memory", peer, $"127.0.0.1:{port}", owned, cancellationToken);
            case "redis":
                Console.WriteLine("redis-server is not installed here: it is left out.");
                return null;
            case "postgres" when PostgresServers.AreThere():
                var server = new PostgresServers(folder, peer);
                owned.Push(server);
                var database = await server.StartAsync(cancellationToken);
                await CreateTablesAsync(database, cancellationToken);
                return await StartOrleansAsync("Orleans.Transactions, PostgreSQL", peer, database, owned, cancellationToken);
            case "twophase" when PostgresServers.AreThere():
                var servers = new PostgresServers(folder, peer);
                owned.Push(servers);
                var transfers = new PostgresTransfers(await servers.StartAsync(cancellationToken), await servers.StartAsync(cancellationToken));
                owned.Push(transfers);
                return transfers.Contender("PREPARE TRANSACTION, 2 PostgreSQL servers");
            case "postgres" or "twophase":
                return null;
            default:
                throw new ArgumentException($"--peers {peer} is not one of {string.Join(", ", AllPeers)} and none.");
        }
    }

    private static async Task<TransferContender> StartOrleansAsync(string name, string storage, string connection, Stack<IAsyncDisposable> owned, CancellationToken cancellationToken)
    {
        var silos = await OrleansSilos.StartAsync(storage, connection, cancellationToken);
        owned.Push(silos);
        return silos.Contender(name);
    }

    /// <summary>Orleans' packages bring no scripts along; the silo library has them.</summary>
    private static async Task CreateTablesAsync(string database, CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(Cluster.Silo.ClusterTransactionsOptions).Assembly.GetManifestResourceStream("Cluster.Silo.Storage.grains.postgres.sql")!);
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
