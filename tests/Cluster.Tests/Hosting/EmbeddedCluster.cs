using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Tests.Hosting;

/// <summary>
/// Silos and clients in the test's process, over the embedded database and put together as a user would: from configuration alone.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IHost> _hosts = [];
    private readonly string _clusterId = $"test-{Guid.NewGuid():N}";

    public string Database => _folder.File("cluster.db");

    public Dictionary<string, string?> ClientSettings => new()
    {
        ["Orleans:ClusterId"] = _clusterId,
        ["Orleans:ServiceId"] = "test-service",
        ["Orleans:Clustering:ProviderType"] = "Sqlite",
        ["Orleans:Clustering:ServiceKey"] = "embedded",
        ["ConnectionStrings:embedded"] = $"Data Source={Database}",
    };

    public async Task<IHost> StartSiloAsync(
        string? name, Action<ISiloBuilder>? configure = null, Dictionary<string, string?>? settings = null)
    {
        var host = BuildSilo(name, configure, settings);
        await StartAsync(host);
        return host;
    }

    /// <summary>A silo that has not started, for the caller to dispose of.</summary>
    public IHost BuildSilo(string? name, Action<ISiloBuilder>? configure = null, Dictionary<string, string?>? settings = null)
    {
        var ports = FreePorts.Take(2);
        return Build([.. new Dictionary<string, string?>(ClientSettings)
        {
            ["Orleans:Name"] = name,
            ["Orleans:Reminders:ProviderType"] = "Sqlite",
            ["Orleans:Reminders:ServiceKey"] = "embedded",
            ["Orleans:GrainStorage:Default:ProviderType"] = "Sqlite",
            ["Orleans:GrainStorage:Default:ServiceKey"] = "embedded",
            ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
            ["Orleans:Endpoints:SiloPort"] = $"{ports[0]}",
            ["Orleans:Endpoints:GatewayPort"] = $"{ports[1]}",
        }, .. settings ?? []], builder => builder.UseOrleans(silo =>
        {
            silo.AddCluster();
            configure?.Invoke(silo);
        }));
    }

    public async Task<ClusterClient> StartClientAsync(Action<ClusterClientOptions>? configure = null, Dictionary<string, string?>? settings = null)
    {
        var host = Build([.. ClientSettings, .. settings ?? []], builder => builder.Services.AddCluster(builder.Configuration, configure));
        await StartAsync(host);
        return host.Services.GetRequiredService<ClusterClient>();
    }

    /// <summary>Stops a silo in good order.</summary>
    public async Task StopAsync(IHost host)
    {
        _hosts.Remove(host);
        await host.StopAsync();
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        // Clients were started last and go first.
        foreach (var host in Enumerable.Reverse(_hosts).ToArray())
        {
            await StopAsync(host);
        }

        _folder.Dispose();
    }

    private async Task StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
            _hosts.Add(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static IHost Build(IEnumerable<KeyValuePair<string, string?>> settings, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        configure(builder);
        return builder.Build();
    }
}
