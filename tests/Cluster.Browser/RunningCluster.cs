using System.Net.Http.Json;
using System.Text.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Browser;

/// <summary>A whole cluster, started by the AppHost as a newcomer starts it but for its data folder, and shared by the tests that look at it.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-browser-");
    private ProgramRun? _appHost;

    /// <summary>Calls the dashboard.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Calls the AppHost behind the dashboard's back.</summary>
    public ControlClient Control { get; private set; } = null!;

    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>A folder for what tests write.</summary>
    public string Folder => _folder.FullName;

    public async ValueTask InitializeAsync()
    {
        var data = Path.Combine(_folder.FullName, "data");
        _appHost = ProgramRun.Start(Repository.AppHost, _folder.FullName, ["--embedded", "--no-tour", "--drills", "--plain", "--data", data]);
        var info = await Patience.UntilAsync(
            () =>
            {
                _appHost.ThrowIfEnded();
                return Task.FromResult(ControlClient.FindIn(data));
            },
            found => found is not null,
            "the AppHost's control file");
        Control = new ControlClient(info!);
        var resources = await Patience.UntilAsync(
            () =>
            {
                _appHost.ThrowIfEnded();
                return Control.GetResourcesAsync();
            },
            all => all.Any(resource => resource is { Name: "dashboard", State: ResourceState.Running }),
            "the dashboard to run");
        Http = new HttpClient { BaseAddress = new Uri(resources.Single(resource => resource.Name == "dashboard").Endpoints[0]) };
        await HealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Control is not null)
        {
            await Control.ShutdownAsync();
            await _appHost!.HasEndedAsync();
            Control.Dispose();
            Http?.Dispose();
        }

        if (_appHost is not null)
        {
            await _appHost.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until nothing is wrong and as many silos are active as are wanted.</summary>
    public Task<JsonElement> HealthyAsync(int silos = 3) => Patience.UntilAsync(
        () => Http.GetFromJsonAsync<JsonElement>("api/health"),
        health => health.GetProperty("status").GetString() == "Healthy" && health.GetProperty("activeSilos").GetInt32() == silos,
        $"a healthy cluster of {silos} silos");

    /// <summary>Runs the <c>cluster</c> command on it.</summary>
    internal ProgramRun Run(params string[] arguments) =>
        ProgramRun.Start(Repository.Cli, _folder.FullName, ["--data", Path.Combine(_folder.FullName, "data"), .. arguments]);

    public async Task<ResourceStatus> ResourceAsync(string name) => (await Control.GetResourcesAsync()).Single(resource => resource.Name == name);
}
