using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Engine;
using Cluster.LocalHosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Cluster.Tests.LocalHosting;

/// <summary>An engine in this process over a folder of its own, with the embedded servers and a client of its control API.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly HttpClient _http = new();

    private RunningEngine(TestFolder folder, LocalEngine engine)
    {
        _folder = folder;
        Engine = engine;
        Client = new ControlClient(engine.Control!);
    }

    public LocalEngine Engine { get; }

    public ControlClient Client { get; }

    public List<string> Announced { get; } = [];

    public string DataFolder => Engine.DataFolderPath;

    public static async Task<RunningEngine> StartAsync(params Resource[] resources)
    {
        var running = await PrepareAsync(resources);
        await running.Engine.StartAsync();
        return running;
    }

    /// <summary>An engine that answers, and has started none of its resources.</summary>
    public static async Task<RunningEngine> PrepareAsync(params Resource[] resources)
    {
        var folder = new TestFolder();
        var engine = Create(resources, folder.FolderPath);
        var announced = new List<string>();
        await engine.PrepareAsync(announced.Add, TestContext.Current.CancellationToken);
        var running = new RunningEngine(folder, engine);
        running.Announced.AddRange(announced);
        return running;
    }

    public static LocalEngine Create(IReadOnlyList<Resource> resources, string folder) => new(
        resources,
        new ConfigurationBuilder().Build(),
        new AppHostOptions { Embedded = true, DataFolder = folder },
        (DotnetHost.Find(), ["exec", StandIn.Assembly]),
        TimeProvider.System);

    /// <summary>A project of the stand-in that serves, checks its health and has the given replicas.</summary>
    public static ProjectResource Service(string name, int? replicas = null)
    {
        var project = new ProjectResource(name, new StandIn()) { Replicas = replicas, HealthCheck = new HttpHealthCheck("/health", 200, "http") };
        project.Endpoints.Add(new HttpEndpoint("http", null, null));
        project.Environment.Add(new("STANDIN_ROLE", () => "service"));
        return project;
    }

    public ResourceStatus Status(string name) => Engine.Statuses.Single(s => s.Name == name);

    public Task StateAsync(string name, ResourceState state) => Eventually.TrueAsync(
        () => Engine.Statuses.Any(s => s.Name == name && s.State == state), $"{name} is {state}");

    public async Task<string> GetAsync(string name, string path) =>
        await _http.GetStringAsync(new Uri(Status(name).Endpoints[0] + path), TestContext.Current.CancellationToken);

    public async Task PostAsync(string name, string path)
    {
        using var answer = await _http.PostAsync(new Uri(Status(name).Endpoints[0] + path), null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _http.Dispose();
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
