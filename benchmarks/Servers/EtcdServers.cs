using Cluster.Programs.Nodes;

namespace Cluster.Benchmarks.Servers;

/// <summary>Three etcd nodes on loopback, with a folder each.</summary>
internal sealed class EtcdServers : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];

    /// <summary>Starts the nodes and gives their addresses; null, with a word, when etcd is not installed.</summary>
    public async Task<IReadOnlyList<Uri>?> StartAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        if (ServerProcess.Find("etcd") is not { } program)
        {
            Console.WriteLine("etcd is not installed here: it is left out.");
            return null;
        }

        var ports = FreePorts.Take(6);
        var peers = string.Join(',', Enumerable.Range(0, 3).Select(i => $"n{i}=http://127.0.0.1:{ports[i + 3]}"));
        for (var i = 0; i < 3; i++)
        {
            _servers.Add(ServerProcess.Start(program,
            [
                "--name", $"n{i}", "--data-dir", Path.Combine(folder.FullName, $"etcd-{i}"), "--log-level", "error",
                "--listen-client-urls", $"http://127.0.0.1:{ports[i]}", "--advertise-client-urls", $"http://127.0.0.1:{ports[i]}",
                "--listen-peer-urls", $"http://127.0.0.1:{ports[i + 3]}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{ports[i + 3]}",
                "--initial-cluster", peers, "--initial-cluster-state", "new",
            ]));
        }

        foreach (var (server, port) in _servers.Zip(ports))
        {
            await server.ListensAsync(port, cancellationToken);
        }

        return [.. ports.Take(3).Select(port => new Uri($"http://127.0.0.1:{port}"))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
