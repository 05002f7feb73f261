using System.Diagnostics;
using Npgsql;

namespace Cluster.Tests.Hosting;

/// <summary>A PostgreSQL server of the tests' own, on a free port of loopback, with its data in a temporary folder.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string WhyNot = "PostgreSQL's initdb and postgres are not installed here; install the package postgresql to run this test.";

    /// <summary>What initdb makes, made once for all servers of the process: they start from copies of it.</summary>
    private static readonly Lazy<Task<string>> Template = new(InitializeAsync);

    private readonly TemporaryFolder _folder;
    private readonly string _file;
    private readonly string[] _arguments;
    private readonly int _port;
    private Process _server;

    private PostgresServer(TemporaryFolder folder, string file, string[] arguments, int port)
    {
        (_folder, _file, _arguments, _port) = (folder, file, arguments, port);
        _server = Start(file, arguments);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=grains";
    }

    public string ConnectionString { get; }

    /// <summary>Starts a server, or returns null when PostgreSQL is not installed.</summary>
    /// <param name="settings">Settings such as <c>max_prepared_transactions=10</c>.</param>
    public static async Task<PostgresServer?> TryStartAsync(params string[] settings)
    {
        if (FindBinaries() is not { } binaries)
        {
            return null;
        }

        var folder = new TemporaryFolder();
        var data = folder.File("data");
        var port = FreePorts.Take(1)[0];
        await RunAsync("cp", "-a", await Template.Value, data);
        await OwnAsync(folder);
        string[] arguments = ["-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", folder.Path, "-F", .. settings.SelectMany(setting => new[] { "-c", setting })];
        var server = new PostgresServer(folder, Path.Combine(binaries, "postgres"), arguments, port);
        await Eventually.TrueAsync(() => AnswersAsync(port), "PostgreSQL answers");
        return server;
    }

    /// <summary>kill -9 of the server; its sessions end as soon as they notice.</summary>
    public async Task KillAsync()
    {
        await RunAsync("kill", "-KILL", $"{_server.Id}");
        await _server.WaitForExitAsync();
        _server.Dispose();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Starts it again after it was killed: not before the sessions of its last life have ended, since it refuses to.</summary>
    public async Task RestartAsync()
    {
        _server = Start(_file, _arguments);
        await Eventually.TrueAsync(
            async () =>
            {
                if (_server.HasExited)
                {
                    _server.Dispose();
                    _server = Start(_file, _arguments);
                }

                return await AnswersAsync(_port);
            },
            "PostgreSQL answers again");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync("kill", "-INT", $"{_server.Id}");
        await _server.WaitForExitAsync();
        _server.Dispose();
        _folder.Dispose();
    }

    private static string? FindBinaries() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin")) : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    private static async Task<string> InitializeAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await OwnAsync(folder);
        using var initdb = Start(Path.Combine(FindBinaries()!, "initdb"), "-D", folder.File("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        await WaitAsync(initdb);
        return folder.File("data");
    }

    /// <summary>The server refuses to run as root; its package brings a user along.</summary>
    private static Task OwnAsync(TemporaryFolder folder) => Environment.UserName == "root" ? RunAsync("chown", "postgres", folder.Path) : Task.CompletedTask;

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Process Start(string file, params string[] arguments)
    {
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetTempPath();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments))!;
        await WaitAsync(process);
    }

    private static async Task WaitAsync(Process process)
    {
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} ended with {process.ExitCode}.");
    }
}
