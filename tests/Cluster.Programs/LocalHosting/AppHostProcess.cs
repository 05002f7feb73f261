using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Programs.LocalHosting;

/// <summary>The stand-in's AppHost as a process of its own over a data folder of the test's.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private ControlClient? _client;

    private AppHostProcess(Process process, string folder)
    {
        _process = process;
        DataFolder = folder;
    }

    public int Id => _process.Id;

    public string DataFolder { get; }

    public ControlClient Client => _client ??= new ControlClient(Info ?? throw new InvalidOperationException("The AppHost does not answer yet."));

    /// <summary>What the AppHost tells of itself; null before it does, when the file is that of one before it.</summary>
    private ControlInfo? Info
    {
        get
        {
            var file = Path.Combine(DataFolder, "apphost.json");
            var info = File.Exists(file) ? JsonSerializer.Deserialize<ControlInfo>(File.ReadAllBytes(file), JsonSerializerOptions.Web) : null;
            return info?.ProcessId == Id ? info : null;
        }
    }

    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output)
            {
                return [.. _output];
            }
        }
    }

    public static AppHostProcess Start(string dataFolder, params string[] arguments) => Start("exec \"$@\"", dataFolder, arguments);

    /// <param name="script">How a shell starts it: its positional parameters are the command.</param>
    /// <param name="dataFolder">The folder for <c>--data</c>.</param>
    /// <param name="arguments">Further arguments.</param>
    public static AppHostProcess Start(string script, string dataFolder, string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "/bin/sh", ["-c", script, "sh", StandInProgram(), "--data", dataFolder, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var appHost = new AppHostProcess(process, dataFolder);
        process.OutputDataReceived += appHost.Collect;
        process.ErrorDataReceived += appHost.Collect;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return appHost;
    }

    public static void Send(int id, int signal) => _ = SendSignal(id, signal);

    public void Signal(int signal) => Send(Id, signal);

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until every service runs and the program that starts last has ended.</summary>
    public async Task StandsAsync()
    {
        await TrueAsync(() => Info is not null, "the AppHost tells how to reach it");
        await foreach (var statuses in Client.WatchAsync(TestContext.Current.CancellationToken).WithCancellation(TestContext.Current.CancellationToken))
        {
            Assert.DoesNotContain(statuses, s => s.State == ResourceState.FailedToStart);
            if (statuses.All(s => s.State == ResourceState.Running || s is { Name: "tour", State: ResourceState.Exited }) && statuses[^1].State == ResourceState.Exited)
            {
                return;
            }
        }

        Assert.Fail("The AppHost ended before everything stood: " + string.Join('\n', Output));
    }

    public async Task<ResourceStatus> StatusAsync(string name) =>
        (await Client.GetResourcesAsync(TestContext.Current.CancellationToken)).Single(s => s.Name == name);

    public async Task TrueAsync(Func<bool> condition, string expectation)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Limit, $"Not within {Limit.TotalSeconds} s: {expectation}. Output:\n{string.Join('\n', Output)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until none of the processes lives.</summary>
    public Task GoneAsync(IReadOnlyList<int> ids) => TrueAsync(
        () => ProcessFamily.Living(ids).Count == 0,
        "no process of the AppHost lives; those that do: " + string.Join("; ", ProcessFamily.Living(ids).Select(id => $"{id} {ProcessFamily.CommandOf(id)}")));

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (!_process.HasExited)
        {
            var family = ProcessFamily.DescendantsOf(Id);
            Signal(Kill);
            foreach (var id in family)
            {
                Send(id, Kill);
            }

            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static string StandInProgram()
    {
        // .../tests/Cluster.Faults/bin/CONFIGURATION/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(
            output.Parent!.Parent!.Parent!.Parent!.FullName, "Cluster.StandIn", "bin", output.Parent.Name, output.Name, "Cluster.StandIn");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            lock (_output)
            {
                _output.Add(text);
            }
        }
    }
}
