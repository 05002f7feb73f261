using System.Collections.Concurrent;
using System.Diagnostics;
using Cluster.Tests.Hosting;

namespace Cluster.Programs.Nodes;

/// <summary>One silo in a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private SiloProcess(string name, int siloPort, Uri url, ProcessStartInfo start)
    {
        Name = name;
        SiloPort = siloPort;
        Url = url;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int SiloPort { get; }

    public Uri Url { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has written so far, for the message of a test that fails.</summary>
    public string Output => string.Join('\n', _output);

    public static SiloProcess Start(string nodeAssembly, string name, IReadOnlyDictionary<string, string> environment)
    {
        var ports = FreePorts.Take(3);
        var url = new Uri($"http://127.0.0.1:{ports[2]}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", nodeAssembly },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        start.Environment["Orleans__Name"] = name;
        start.Environment["Orleans__Endpoints__SiloPort"] = ports[0].ToString();
        start.Environment["Orleans__Endpoints__GatewayPort"] = ports[1].ToString();
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        return new SiloProcess(name, ports[0], url, start);
    }

    /// <summary>Waits until the silo says that it is ready.</summary>
    public async Task WaitUntilHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (HasExited)
            {
                throw new InvalidOperationException($"{Name} ended with exit code {_process.ExitCode}:\n{Output}");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>As kill -9 does: no farewell, nothing flushed. Returns when the process is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As SIGTERM does: the silo drains and ends. Returns at once.</summary>
    public void Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString()]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
