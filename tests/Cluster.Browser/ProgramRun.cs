using System.Diagnostics;
using System.Text;

namespace Cluster.Browser;

/// <summary>A program of this repository, run as a process of its own in a folder of its own, and ended with all that it started.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ProgramRun(Process process) => _process = process;

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static ProgramRun Start(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var run = new ProgramRun(new Process { StartInfo = start });
        run._process.OutputDataReceived += (_, line) => run.Write(line.Data);
        run._process.ErrorDataReceived += (_, line) => run.Write(line.Data);
        run._process.Start();
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The program ended with {_process.ExitCode}:\n{Output}");
        }
    }

    /// <summary>Waits for it to end by itself; false when it does not.</summary>
    public async Task<bool> HasEndedAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Write(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
