using System.Security.Cryptography;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Logs;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Projects;
using Cluster.LocalHosting.Servers;
using Cluster.LocalHosting.Supervision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cluster.LocalHosting.Engine;

/// <summary>Runs the resources of an application as processes of this machine.</summary>
internal sealed partial class LocalEngine : IAsyncDisposable
{
    private readonly IReadOnlyList<Resource> _resources;
    private readonly IReadOnlyList<IReadOnlyList<Resource>> _stopOrder;
    private readonly IConfiguration _configuration;
    private readonly AppHostOptions _options;
    private readonly TimeProvider _time;
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly DataFolder _folder;
    private readonly Guardian _guardian;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly SupervisionContext _supervision;
    private readonly PortAllocator _ports = new();
    private readonly Dictionary<Resource, ResourceDriver> _servers = [];
    private readonly CancellationTokenSource _impatience = new();
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private ControlServer? _control;
    private ProjectConfiguration? _projects;

    /// <summary>Takes the data folder and starts the guardian.</summary>
    /// <param name="resources">The model, in its order.</param>
    /// <param name="configuration">Where connection strings may be given.</param>
    /// <param name="options">What the command line asks.</param>
    /// <param name="guardian">How to start this program in its guardian mode.</param>
    /// <param name="time">Stamps and delays.</param>
    /// <exception cref="CannotStartException">Another AppHost runs over the same data folder, or it cannot be written.</exception>
    public LocalEngine(
        IReadOnlyList<Resource> resources,
        IConfiguration configuration,
        AppHostOptions options,
        (string Path, IReadOnlyList<string> Arguments) guardian,
        TimeProvider time)
    {
        _resources = resources;
        _stopOrder = ResourceOrder.ForStopping(resources);
        _configuration = configuration;
        _options = options;
        _time = time;
        StartedAt = time.GetUtcNow();
        _folder = DataFolder.Open(options.DataFolder, _run);
        _guardian = Guardian.Start(guardian, _run);
        Logs = new LogStore(_folder.Logs, time);
        _loggers = LoggerFactory.Create(b => b.AddProvider(new LogStoreLoggerProvider(Logs)));
        _logger = _loggers.CreateLogger("apphost");
        _supervision = new SupervisionContext(new ProcessLauncher(_guardian, _folder.Run, _run), Logs, Board, time, _loggers) { Impatience = _impatience.Token };
    }

    public DateTimeOffset StartedAt { get; }

    public StatusBoard Board { get; } = new();

    public LogStore Logs { get; }

    /// <summary>Completes when someone asked over the control API that the application stop.</summary>
    public Task ShutdownRequested => _shutdown.Task;

    /// <summary>How to reach the control API; null until the engine is started.</summary>
    public ControlInfo? Control { get; private set; }

    /// <summary>Chooses the servers and opens the control API. No resource is started yet.</summary>
    /// <param name="announce">Told what serves each resource, a line each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CannotStartException">A server cannot be had.</exception>
    public async Task PrepareAsync(Action<string> announce, CancellationToken cancellationToken)
    {
        await SelectServersAsync(announce, cancellationToken);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _control = new ControlServer(this, token);
        Control = new ControlInfo(
            await _control.StartAsync(cancellationToken), token, Environment.ProcessId, _folder.FolderPath, StartedAt);
        _projects = new ProjectConfiguration(
            Control, _run, _servers, project => SupervisorsOf(project).Select(s => (ProjectDriver)s.Driver));
        foreach (var resource in _resources)
        {
            AddSupervisors(resource);
        }

        await _folder.PublishAsync(Control, ClientConfiguration(), cancellationToken);
        LogStarted(Control.Url, Control.DataFolder);
    }

    /// <summary>Starts every resource; returns before all are healthy.</summary>
    public async Task StartAsync()
    {
        foreach (var supervisor in Supervisors)
        {
            await supervisor.StartAsync();
        }
    }

    /// <summary>Stops everything in the reverse of its starting order; does nothing when called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        foreach (var resources in _stopOrder)
        {
            await Task.WhenAll(Supervisors.Where(s => resources.Contains(s.Resource)).Select(s => s.StopAsync()));
        }

        foreach (var supervisor in Supervisors)
        {
            await supervisor.DisposeAsync();
        }

        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        await _guardian.DisposeAsync();
        _http.Dispose();
        _loggers.Dispose();
        Logs.Dispose();
        _folder.Dispose();
        _impatience.Dispose();
        _scaling.Dispose();
    }

    /// <summary>Kills what does not stop quickly enough for the one who asked twice.</summary>
    public void Hurry() => _impatience.Cancel();

    private async Task SelectServersAsync(Action<string> announce, CancellationToken cancellationToken)
    {
        var selection = new ServerSelection(_configuration, _options, new MachineServers(_supervision.Launcher), _supervision.Launcher, _ports);
        foreach (var resource in _resources)
        {
            ResourceDriver? driver = resource switch
            {
                RedisResource redis => await selection.SelectAsync(redis, cancellationToken),
                PostgresServerResource postgres => await selection.SelectAsync(postgres, cancellationToken),
                PostgresDatabaseResource database => selection.Select(database, _servers[database.Parent]),
                _ => null,
            };
            if (driver is null)
            {
                continue;
            }

            _servers[resource] = driver;
            if (resource is not PostgresDatabaseResource)
            {
                LogSelected(resource.Name, driver.Source);
                announce($"{resource.Name}: {driver.Source}");
            }
        }
    }

    /// <summary>What a client outside needs, as configuration keys; null when there is no cluster to be a client of.</summary>
    private object? ClientConfiguration()
    {
        var orleans = _resources.OfType<ProjectResource>().Select(p => p.Silo).FirstOrDefault(s => s is not null);
        if (orleans is null)
        {
            return null;
        }

        var clustering = _projects!.ConnectionOf(orleans.Clustering!);
        var name = orleans.Clustering!.Name;
        return new
        {
            Orleans = new
            {
                ClusterId = _projects.ClusterIdOf(orleans),
                orleans.ServiceId,
                Clustering = new { clustering.ProviderType, ServiceKey = name },
            },
            ConnectionStrings = new Dictionary<string, string> { [name] = clustering.ConnectionString },
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started; control API at {Url}, data in {DataFolder}")]
    private partial void LogStarted(string url, string dataFolder);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} is served by {Source}")]
    private partial void LogSelected(string resource, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Group} is scaled from {Before} to {After}")]
    private partial void LogScaled(string group, int before, int after);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Group} cannot be scaled")]
    private partial void LogCannotScale(Exception fault, string group);
}
