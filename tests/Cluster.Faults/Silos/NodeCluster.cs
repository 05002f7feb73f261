using System.Net;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Messaging;

namespace Cluster.Faults.Silos;

/// <summary>Silos as processes of their own, configured as an AppHost would, and clients in the test's process.</summary>
internal sealed class NodeCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, NodeProcess> _nodes = [];
    private readonly Dictionary<string, int[]> _ports = [];
    private readonly List<IHost> _clients = [];
    private readonly Dictionary<string, string?> _settings;
    private string? _program;

    private NodeCluster(Dictionary<string, string?> settings)
    {
        _settings = settings;
        _settings["Orleans:ClusterId"] = $"test-{Guid.NewGuid():N}";
        _settings["Orleans:ServiceId"] = "test-service";
    }

    /// <summary>The network whose namespaces silos are put into; null for this machine's own.</summary>
    public SiloNetwork? Network { get; private set; }

    /// <summary>What a client process needs to know, too.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    public IReadOnlyList<NodeProcess> Nodes => [.. _nodes.Values];

    public NodeProcess Node(string name) => _nodes[name];

    /// <summary>The silo that listens on a port for other silos.</summary>
    public NodeProcess NodeAt(int siloPort) => _nodes[_ports.Single(ports => ports.Value[0] == siloPort).Key];

    /// <summary>Gives all silos and clients a setting.</summary>
    public NodeCluster With(string key, string value)
    {
        _settings[key] = value;
        return this;
    }

    /// <summary>The program that silos run, in place of the node.</summary>
    public NodeCluster Running(string program)
    {
        _program = program;
        return this;
    }

    /// <summary>Puts each silo into a network namespace of its own.</summary>
    public NodeCluster Over(SiloNetwork network)
    {
        Network = network;
        return this;
    }

    public static NodeCluster Embedded()
    {
        var cluster = new NodeCluster(Providers("Sqlite", "Sqlite"));
        cluster._settings["ConnectionStrings:redis"] = cluster._settings["ConnectionStrings:grains"] = $"Data Source={cluster._folder.File("cluster.db")}";
        return cluster;
    }

    public static NodeCluster OverServers(string redis, string postgres)
    {
        var cluster = new NodeCluster(Providers("Redis", "PostgresDatabase"));
        cluster._settings["ConnectionStrings:redis"] = redis;
        cluster._settings["ConnectionStrings:grains"] = postgres;
        return cluster;
    }

    /// <summary>
    /// Starts a silo of this name, on the ports that it had before, and waits until it is ready: seconds of processor, which it may have to share
    /// with the load of a whole test. One that gets none for so long while it joins that the others find it dead ends, and is started again, as the AppHost would.
    /// </summary>
    public async Task<NodeProcess> StartAsync(string name)
    {
        var (node, starts) = (Launch(name), 1);
        (string Status, string Reasons)? health = null;
        await Eventually.TrueAsync(
            async () =>
            {
                if (node.HasExited)
                {
                    Assert.True(starts < 3 && node.Log.Contains("I have been told I am dead", StringComparison.Ordinal), $"{name} ended while it started:\n{node.Log}");
                    (node, starts) = (Launch(name), starts + 1);
                }

                health = await node.ReadHealthAsync();
                return health is { Status: "Healthy" or "Degraded" };
            },
            () => $"{name} is ready; its health is {health?.ToString() ?? "not told"}, and it said:\n{node.Log}");
        return node;
    }

    /// <summary>Starts a silo of this name, on the ports that it had before, and does not wait for it.</summary>
    public NodeProcess Launch(string name)
    {
        if (_nodes.Remove(name, out var former))
        {
            former.Dispose();
        }

        var ports = _ports.TryGetValue(name, out var known) ? known : _ports[name] = FreePorts.Take(3);
        var address = Network?.AddressOf(name) ?? "127.0.0.1";
        return _nodes[name] = NodeProcess.Start(
            name,
            new Dictionary<string, string?>(_settings)
            {
                ["Orleans:Endpoints:AdvertisedIPAddress"] = address,
                ["Orleans:Endpoints:SiloPort"] = $"{ports[0]}",
                ["Orleans:Endpoints:GatewayPort"] = $"{ports[1]}",
            },
            $"http://{address}:{ports[2]}",
            _folder.File($"{name}.log"),
            Network?.NamespaceOf(name),
            _program);
    }

    /// <summary>Connects a client.</summary>
    /// <param name="only">The silo that it may connect to; null for any.</param>
    /// <param name="configure">Adds what the client's host has besides.</param>
    public async Task<ClusterClient> ConnectAsync(string? only = null, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddCluster(builder.Configuration);
        if (only is not null)
        {
            var gateway = new IPEndPoint(IPAddress.Parse(Network?.AddressOf(only) ?? "127.0.0.1"), _ports[only][1]);
            builder.Services.AddSingleton<IGatewayListProvider>(new OneGateway(gateway));
        }

        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        _clients.Add(host);
        return host.Services.GetRequiredService<ClusterClient>();
    }

    /// <summary>Ends all clients.</summary>
    public async ValueTask DisconnectAsync()
    {
        foreach (var client in _clients)
        {
            await client.StopAsync();
            client.Dispose();
        }

        _clients.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        foreach (var node in _nodes.Values)
        {
            node.Dispose();
        }

        _folder.Dispose();
    }

    private static Dictionary<string, string?> Providers(string membership, string storage) => new()
    {
        ["Orleans:Clustering:ProviderType"] = membership,
        ["Orleans:Clustering:ServiceKey"] = "redis",
        ["Orleans:Reminders:ProviderType"] = membership,
        ["Orleans:Reminders:ServiceKey"] = "redis",
        ["Orleans:GrainStorage:Default:ProviderType"] = storage,
        ["Orleans:GrainStorage:Default:ServiceKey"] = "grains",
    };
}
