using System.Diagnostics;
using Npgsql;

namespace Cluster.Tests.Hosting;

/// <summary>A PostgreSQL server of the tests' own, on a free port of loopback, with its data in a temporary folder.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string WhyNot = "PostgreSQL's initdb and postgres are not installed here; install the package postgresql to run this test.";

    private readonly TemporaryFolder _folder;
    private readonly Process _server;

    private PostgresServer(TemporaryFolder folder, Process server, string connectionString)
    {
        _folder = folder;
        _server = server;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Starts a server, or returns null when PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer?> TryStartAsync()
    {
        if (FindBinaries() is not { } binaries)
        {
            return null;
        }

        var folder = new TemporaryFolder();
        var data = folder.File("data");
        var port = FreePorts.Take(1)[0];
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root; its package brings a user along.
            await RunAsync("chown", "postgres", folder.Path);
        }

        using (var initdb = Start(Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"))
        {
            await WaitAsync(initdb);
        }

        var server = Start(Path.Combine(binaries, "postgres"), "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", folder.Path, "-F");
        var connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=grains";
        await Eventually.TrueAsync(() => AnswersAsync(port), "PostgreSQL answers");
        return new PostgresServer(folder, server, connectionString);
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
