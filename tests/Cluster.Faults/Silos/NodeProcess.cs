using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cluster.Faults.Silos;

/// <summary>A silo in a process of its own.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly string _url;

    private NodeProcess(string name, Process process, string url, string logFile)
    {
        Name = name;
        _process = process;
        _url = url;
        LogFile = logFile;
    }

    public string Name { get; }

    public string LogFile { get; }

    /// <summary>What it has printed so far.</summary>
    public string Log
    {
        get
        {
            using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static NodeProcess Start(string name, IReadOnlyDictionary<string, string?> settings, string url, string logFile, string? networkNamespace = null, string? program = null)
    {
        // ip turns into the program itself: its process id is the silo's.
        var assembly = program ?? NodeAssembly();
        string[] command = networkNamespace is null ? ["dotnet", assembly] : ["ip", "netns", "exec", networkNamespace, "dotnet", assembly];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(logFile)!,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Orleans__Name"] = name;
        start.Environment["ASPNETCORE_URLS"] = url;
        var process = Process.Start(start)!;
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new NodeProcess(name, process, url, logFile);
    }

    /// <summary>Healthy, Degraded or Unhealthy as <c>/health</c> has it, with the reasons of the entries that are not healthy; null while nobody answers.</summary>
    public async Task<(string Status, string Reasons)?> ReadHealthAsync()
    {
        try
        {
            using var response = await Http.GetAsync($"{_url}/health");
            var health = await response.Content.ReadFromJsonAsync<JsonElement>();
            var reasons = health.GetProperty("entries").EnumerateObject()
                .Where(entry => entry.Value.GetProperty("status").GetString() != "Healthy")
                .Select(entry => $"{entry.Name}: {entry.Value.GetProperty("description").GetString()}");
            return (health.GetProperty("status").GetString()!, string.Join("; ", reasons));
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return null;
        }
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends a signal by its name, as STOP and CONT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>As <c>kill -TERM</c>; waits for the end.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>The node as it was built beside these tests, in the same configuration.</summary>
    public static string NodeAssembly() => AssemblyOf("src", "Cluster.Node");

    /// <summary>A program that was built beside these tests.</summary>
    public static string AssemblyOf(string folder, string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Cluster.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"No folder above {output.FullName} holds Cluster.sln.");
        }

        return Path.Combine(root.FullName, folder, project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }
}
