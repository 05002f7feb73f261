using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;
using Medallion.Threading.Postgres;
using Medallion.Threading.Redis;
using Npgsql;
using StackExchange.Redis;

namespace Cluster.Benchmarks.Locks;

/// <summary>Other lock services, each with its server, as its documentation has it. One whose server is not installed is left out with a word.</summary>
internal sealed class LockPeers(DirectoryInfo folder) : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _servers = new();
    private readonly Stack<IDisposable> _clients = new();
    private readonly List<ILockContender> _contenders = [];

    public IReadOnlyList<ILockContender> Contenders => _contenders;

    public async Task StartRedisAsync(CancellationToken cancellationToken)
    {
        if (Missing("redis-server") is not { } program)
        {
            return;
        }

        var port = FreePorts.Take(1)[0];
        var server = ServerProcess.Start(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.FullName]);
        _servers.Push(server);
        await server.ListensAsync(port, cancellationToken);
        var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
        _clients.Push(redis);
        _contenders.Add(new DistributedLockContender("DistributedLock.Redis", new RedisDistributedSynchronizationProvider(redis.GetDatabase())));
    }

    public async Task StartPostgresAsync(CancellationToken cancellationToken)
    {
        if (Missing("initdb") is not { } initdb || Missing("postgres") is not { } program)
        {
            return;
        }

        // The server refuses to be root; its package brings a user along.
        var user = Environment.UserName == "root" ? "postgres" : null;
        var place = folder.CreateSubdirectory("postgres");
        if (user is not null)
        {
            await ServerProcess.RunAsync("chmod", ["a+x", folder.FullName], null, cancellationToken);
            await ServerProcess.RunAsync("chown", [user, place.FullName], null, cancellationToken);
        }

        var data = Path.Combine(place.FullName, "data");
        await ServerProcess.RunAsync(initdb, ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], user, cancellationToken);
        var port = FreePorts.Take(1)[0];
        var server = ServerProcess.Start(program, ["-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", place.FullName, "-c", "max_connections=200"], user);
        _servers.Push(server);
        await server.ListensAsync(port, cancellationToken);
        _contenders.Add(new DistributedLockContender(
            "DistributedLock.Postgres",
            new PostgresDistributedSynchronizationProvider($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=128")));
    }

    public async Task StartEtcdAsync(int callers, CancellationToken cancellationToken)
    {
        if (Missing("etcd") is not { } program)
        {
            return;
        }

        var ports = FreePorts.Take(6);
        var peers = string.Join(',', Enumerable.Range(0, 3).Select(i => $"n{i}=http://127.0.0.1:{ports[i + 3]}"));
        for (var i = 0; i < 3; i++)
        {
            var server = ServerProcess.Start(program,
            [
                "--name", $"n{i}", "--data-dir", Path.Combine(folder.FullName, $"etcd-{i}"), "--log-level", "error",
                "--listen-client-urls", $"http://127.0.0.1:{ports[i]}", "--advertise-client-urls", $"http://127.0.0.1:{ports[i]}",
                "--listen-peer-urls", $"http://127.0.0.1:{ports[i + 3]}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{ports[i + 3]}",
                "--initial-cluster", peers, "--initial-cluster-state", "new",
            ]);
            _servers.Push(server);
        }

        foreach (var (server, port) in _servers.Take(3).Reverse().Zip(ports).ToList())
        {
            await ((ServerProcess)server).ListensAsync(port, cancellationToken);
        }

        var etcd = await EtcdContender.ConnectAsync(new Uri($"http://127.0.0.1:{ports[0]}"), callers, cancellationToken);
        _clients.Push(etcd);
        _contenders.Add(etcd);
    }

    public async ValueTask DisposeAsync()
    {
        while (_clients.TryPop(out var client))
        {
            client.Dispose();
        }

        NpgsqlConnection.ClearAllPools();
        while (_servers.TryPop(out var server))
        {
            await server.DisposeAsync();
        }
    }

    private static string? Missing(string program)
    {
        var path = ServerProcess.Find(program);
        if (path is null)
        {
            Console.WriteLine($"{program} is not installed here: its locks are left out.");
        }

        return path;
    }
}
