using Cluster.Benchmarks.Servers;
using Cluster.Faults.Nodes;

namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>PostgreSQL servers on loopback with their usual durability, each with its data in a folder of its own.</summary>
internal sealed class PostgresServers(DirectoryInfo folder, string name) : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];

    /// <summary>Whether PostgreSQL is installed; says so if not.</summary>
    public static bool AreThere()
    {
        var there = ServerProcess.Find("initdb") is not null && ServerProcess.Find("postgres") is not null;
        if (!there)
        {
            Console.WriteLine("PostgreSQL is not installed here: it is left out.");
        }

        return there;
    }

    /// <summary>Starts one more; gives its connection string.</summary>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        // The server refuses to be root; its package brings a user along.
        var user = Environment.UserName == "root" ? "postgres" : null;
        var place = folder.CreateSubdirectory($"{name}-{_servers.Count}");
        if (user is not null)
        {
            await ServerProcess.RunAsync("chmod", ["a+x", folder.FullName], null, cancellationToken);
            await ServerProcess.RunAsync("chown", [user, place.FullName], null, cancellationToken);
        }

        var data = Path.Combine(place.FullName, "data");
        await ServerProcess.RunAsync(ServerProcess.Find("initdb")!, ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], user, cancellationToken);
        var port = FreePorts.Take(1)[0];
        var server = ServerProcess.Start(
            ServerProcess.Find("postgres")!,
            ["-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", place.FullName, "-c", "max_connections=200", "-c", "max_prepared_transactions=200"],
            user);
        _servers.Add(server);
        await server.ListensAsync(port, cancellationToken);
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=90";
    }

    public async ValueTask DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
