using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;
using Npgsql;

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
        var connection = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=90";
        await TakesConnectionsAsync(connection, cancellationToken);
        return connection;
    }

    /// <summary>It listens before it lets anybody in.</summary>
    private static async Task TakesConnectionsAsync(string connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var opened = new NpgsqlConnection(connection);
                await opened.OpenAsync(cancellationToken);
                return;
            }
            catch (PostgresException starting) when (starting.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
