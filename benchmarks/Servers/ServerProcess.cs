using System.Diagnostics;
using System.Net.Sockets;

namespace Cluster.Benchmarks.Servers;

/// <summary>A server of another project, started for the benchmark on loopback with its data in a folder of its own, and ended with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Where a program is, or null when it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin")) : [])
        .Select(folder => Path.Combine(folder, program))
        .LastOrDefault(File.Exists);

    /// <summary>Starts a server; with <paramref name="user"/> as that user, for servers that refuse to be root.</summary>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, string? user = null)
    {
        var info = user is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("setpriv", ["--reuid", user, "--regid", user, "--clear-groups", program, .. arguments]);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.WorkingDirectory = Path.GetTempPath();
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, string? user, CancellationToken cancellationToken)
    {
        await using var run = Start(program, arguments, user);
        await run._process.WaitForExitAsync(cancellationToken);
        if (run._process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {run._process.ExitCode}.");
        }
    }

    /// <summary>Waits until the server listens on a port.</summary>
    public async Task ListensAsync(int port, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(since) < StartTimeout)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
