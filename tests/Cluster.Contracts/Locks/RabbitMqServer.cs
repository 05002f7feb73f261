using System.Diagnostics;
using System.Globalization;
using Cluster.Tests.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Cluster.Contracts.Locks;

/// <summary>
/// A RabbitMQ broker of the tests' own: on free ports of loopback, with its data in a temporary folder, and with a port mapper of its own, so that it has nothing to do with a broker
/// that the machine runs as a service.
/// </summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    public const string WhyNot = "rabbitmq-server is not installed here; install the package rabbitmq-server to run this test.";

    /// <summary>It compiles much as it starts: some seconds on a machine that does nothing else.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePorts.Take(3);
    private readonly string _file;
    private Process? _mapper;
    private Process? _server;

    private RabbitMqServer(string file) => _file = file;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_ports[0]}/"));

    /// <summary>Starts a broker, or returns null when RabbitMQ is not installed.</summary>
    public static async Task<RabbitMqServer?> TryStartAsync()
    {
        // Debian's command in the path changes the user; the broker's own script, which it calls, does not.
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "rabbitmq-server"));
        if (path.Prepend("/usr/lib/rabbitmq/bin/rabbitmq-server").FirstOrDefault(File.Exists) is not { } file)
            return null;
        var server = new RabbitMqServer(file);
        try
        {
            server._mapper = Run("epmd", ["-port", server.Text(1), "-address", "127.0.0.1"], []);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker, on the ports and over the data that it had before.</summary>
    public async Task StartAsync()
    {
        var plugins = _folder.File("plugins");
        await File.WriteAllTextAsync(plugins, "[].");
        _server = Run(_file, [], new()
        {
            // One process, whose id is the broker's: as a service manager would start it.
            ["RUNNING_UNDER_SYSTEMD"] = "1",
            ["HOME"] = _folder.Path,
            ["ERL_EPMD_PORT"] = Text(1),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"cluster-test-{_ports[0]}@localhost"),
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(0),
            ["RABBITMQ_DIST_PORT"] = Text(2),
            ["RABBITMQ_MNESIA_BASE"] = _folder.File("mnesia"),
            ["RABBITMQ_LOG_BASE"] = _folder.File("log"),
            ["RABBITMQ_LOGS"] = _folder.File("broker.log"),
            ["RABBITMQ_PID_FILE"] = _folder.File("pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins,
            ["RABBITMQ_CONFIG_FILE"] = _folder.File("none"),
            ["RABBITMQ_CONF_ENV_FILE"] = _folder.File("none"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        });
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < StartPatience, $"The broker does not answer:\n{await LogAsync()}");
            await Task.Delay(100);
        }
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await KillAsync();
        if (_mapper is not null)
        {
            _mapper.Kill();
            await _mapper.WaitForExitAsync();
            _mapper.Dispose();
        }

        _folder.Dispose();
    }

    private static Process Run(string file, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string Text(int port) => _ports[port].ToString(CultureInfo.InvariantCulture);

    private async Task<string> LogAsync() => File.Exists(_folder.File("broker.log")) ? await File.ReadAllTextAsync(_folder.File("broker.log")) : "";

    private async Task<bool> AnswersAsync()
    {
        if (_server!.HasExited)
            throw new InvalidOperationException($"The broker ended as it started:\n{await LogAsync()}");
        try
        {
            await using var connection = await new ConnectionFactory { Uri = Address, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            return true;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
    }
}
