using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Programs.Nodes;

/// <summary>A cluster of silo processes over one SQLite file in a folder of its own, and clients of it.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private readonly string _nodeAssembly;
    private readonly Dictionary<string, string> _environment;
    private readonly List<SiloProcess> _silos = [];
    private readonly List<IHost> _clients = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-silos-");
    private string _clusterId = NewClusterId();
    private int _started;

    private SiloProcesses(string nodeAssembly, IReadOnlyDictionary<string, string> settings)
    {
        _nodeAssembly = nodeAssembly;
        _environment = new Dictionary<string, string>(settings)
        {
            ["Orleans__ServiceId"] = "cluster-platform",
            ["Orleans__Clustering__ProviderType"] = "Sqlite",
            ["Orleans__Clustering__ServiceKey"] = "cluster",
            ["Orleans__Reminders__ProviderType"] = "Sqlite",
            ["Orleans__Reminders__ServiceKey"] = "cluster",
            ["Orleans__GrainStorage__Default__ProviderType"] = "Sqlite",
            ["Orleans__GrainStorage__Default__ServiceKey"] = "cluster",
            ["ConnectionStrings__cluster"] = $"Data Source={Path.Combine(Folder, "cluster.db")}",
            ["Orleans__Endpoints__AdvertisedIPAddress"] = IPAddress.Loopback.ToString(),
            ["Cluster__Data__JobAssemblies"] = JobAssemblies,
        };
    }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>The configuration of its silos, for one more in another process.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        _environment.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), string? (setting) => setting.Value);

    public string Folder => _folder.FullName;

    public string JobAssemblies => Directory.CreateDirectory(Path.Combine(Folder, "jobs")).FullName;

    /// <summary>Starts silos and returns once all of them are ready.</summary>
    /// <param name="nodeAssembly">Cluster.Node.dll.</param>
    /// <param name="count">How many silos.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="settings">Environment variables that the silos are given besides.</param>
    public static async Task<SiloProcesses> StartAsync(
        string nodeAssembly, int count, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var silos = new SiloProcesses(nodeAssembly, settings ?? new Dictionary<string, string>());
        try
        {
            await silos.AddAsync(count, cancellationToken);
            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts more silos and returns once they are ready.</summary>
    public async Task AddAsync(int count, CancellationToken cancellationToken)
    {
        _environment["Orleans__ClusterId"] = _clusterId;
        var added = Enumerable.Range(0, count).Select(_ => SiloProcess.Start(_nodeAssembly, $"silo-{++_started}", _environment)).ToList();
        _silos.AddRange(added);
        await Task.WhenAll(added.Select(silo => silo.WaitUntilHealthyAsync(_http, cancellationToken)));
    }

    /// <summary>Starts a new silo for each that has ended.</summary>
    public async Task ReplaceDeadAsync(CancellationToken cancellationToken)
    {
        var dead = _silos.Where(silo => silo.HasExited).ToList();
        dead.ForEach(silo => silo.Dispose());
        _silos.RemoveAll(dead.Contains);
        await AddAsync(dead.Count, cancellationToken);
    }

    /// <summary>Kills all silos and starts as many anew, as another cluster over the same data.</summary>
    public async Task RestartAllAsync(CancellationToken cancellationToken)
    {
        var count = _silos.Count;
        await DisconnectAsync();
        _silos.ForEach(silo => silo.Dispose());
        _silos.Clear();
        _started = 0;
        _clusterId = NewClusterId();
        await AddAsync(count, cancellationToken);
    }

    /// <summary>A client that connects as a user's program does.</summary>
    public async Task<ClusterClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:ClusterId"] = _clusterId,
            ["Orleans:ServiceId"] = _environment["Orleans__ServiceId"],
            ["Orleans:Clustering:ProviderType"] = _environment["Orleans__Clustering__ProviderType"],
            ["Orleans:Clustering:ServiceKey"] = _environment["Orleans__Clustering__ServiceKey"],
            ["ConnectionStrings:cluster"] = _environment["ConnectionStrings__cluster"],
        });
        builder.Services.AddCluster(builder.Configuration);
        var host = builder.Build();
        _clients.Add(host);
        await host.StartAsync(cancellationToken);
        return host.Services.GetRequiredService<ClusterClient>();
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _silos.ForEach(silo => silo.Dispose());
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string NewClusterId() => $"cluster-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Ends all clients.</summary>
    public async Task DisconnectAsync()
    {
        foreach (var client in _clients)
        {
            // A client whose silos are all gone cannot say farewell.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await client.StopAsync(patience.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or Orleans.Runtime.OrleansException or TimeoutException)
            {
                await Console.Error.WriteLineAsync($"A client did not stop in order: {e.Message}");
            }

            client.Dispose();
        }

        _clients.Clear();
    }
}
