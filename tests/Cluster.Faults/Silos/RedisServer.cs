using System.Diagnostics;
using Cluster.Tests.Hosting;
using StackExchange.Redis;

namespace Cluster.Faults.Silos;

/// <summary>A Redis server of the tests' own, on a free port of loopback, with its data in a temporary folder.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    public const string WhyNot = "redis-server is not installed here; install the package redis-server to run this test.";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Take(1)[0];
    private readonly string _file;
    private Process? _server;

    private RedisServer(string file) => _file = file;

    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts a server, or returns null when Redis is not installed.</summary>
    public static async Task<RedisServer?> TryStartAsync()
    {
        var file = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "redis-server", "valkey-server" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (file is null)
        {
            return null;
        }

        var redis = new RedisServer(file);
        await redis.StartAsync();
        return redis;
    }

    /// <summary>Starts the server, on the port and over the data that it had before.</summary>
    public async Task StartAsync()
    {
        _server = Process.Start(new ProcessStartInfo(_file, ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--appendonly", "yes", "--save", ""])
        {
            RedirectStandardOutput = true,
        })!;
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        await Eventually.TrueAsync(AnswersAsync, "Redis answers");
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
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},connectTimeout=500,connectRetry=0");
            await connection.GetDatabase().PingAsync();
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
