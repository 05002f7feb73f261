using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;
using StackExchange.Redis;

namespace Cluster.Benchmarks.Registers;

/// <summary>
/// A Redis with two replicas on loopback, in memory. WAIT holds up its connection, so that each caller has one of its own. What it says is that a replica has the
/// write in memory: this is neither durable nor linearizable.
/// </summary>
internal sealed class RedisReplicas : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];
    private readonly List<ConnectionMultiplexer> _connections = [];

    /// <summary>Starts the servers; null, with a word, when Redis is not installed.</summary>
    public static async Task<RedisReplicas?> StartAsync(DirectoryInfo folder, int callers, CancellationToken cancellationToken)
    {
        if (ServerProcess.Find("redis-server") is not { } program)
        {
            Console.WriteLine("redis-server is not installed here: it is left out.");
            return null;
        }

        var redis = new RedisReplicas();
        var ports = FreePorts.Take(3);
        foreach (var port in ports)
        {
            string[] primary = port == ports[0] ? [] : ["--replicaof", "127.0.0.1", $"{ports[0]}"];
            redis._servers.Add(ServerProcess.Start(
                program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", "--dir", folder.CreateSubdirectory($"redis-{port}").FullName, .. primary]));
            await redis._servers[^1].ListensAsync(port, cancellationToken);
        }

        redis._connections.AddRange(await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{ports[0]}"))));
        while ((long)await redis._connections[0].GetDatabase().ExecuteAsync("WAIT", 2, 1000) < 2)
        {
            await Task.Delay(100, cancellationToken);
        }

        return redis;
    }

    /// <summary>Sets a key and waits until a replica has it.</summary>
    public async Task SetAsync(int caller, string name, byte[] value)
    {
        var batch = _connections[caller].GetDatabase().CreateBatch();
        var set = batch.StringSetAsync(name, value);
        var wait = batch.ExecuteAsync("WAIT", 1, 5000);
        batch.Execute();
        await set;
        if ((long)await wait < 1)
        {
            throw new TimeoutException("No replica of Redis acknowledged a write within 5 s.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
