using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Silos;

namespace Cluster.Contracts.Locks;

/// <summary>A process that locks, to be spoken to, stopped and killed.</summary>
internal sealed class LockProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private bool _isDisposed;

    private LockProcess(Process process) => _process = process;

    public static LockProcess Start(IReadOnlyDictionary<string, string?> environment, IEnumerable<string> arguments)
    {
        var assembly = NodeProcess.NodeAssembly()
            .Replace(Path.Combine("src", "Cluster.Node"), Path.Combine("tests", "Cluster.Load"), StringComparison.Ordinal)
            .Replace("Cluster.Node.dll", "Cluster.Load.dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            // A folder of no meaning, so that it finds no other cluster above it.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in environment)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new LockProcess(Process.Start(start)!);
    }

    public void Say(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    /// <summary>The next thing that it says.</summary>
    public async Task<string> HearAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException("The process ended before it said anything more.");

    public async Task ExpectAsync(string said) => Assert.Equal(said, await HearAsync());

    /// <summary>Takes the lock; gives the token.</summary>
    public Task<long> AcquireAsync()
    {
        Say("acquire");
        return HearTokenAsync();
    }

    /// <summary>Tries to take the lock, and says what came of it; again while the lock's keeper can't be reached, as by a connection that ended while the process was stopped.</summary>
    public async Task<string> TryAsync()
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            Say("try");
            if (await HearAsync() is var said && (said != "unreachable" || Stopwatch.GetElapsedTime(began) > Patience))
                return said;
        }
    }

    public async Task<long> HearTokenAsync()
    {
        var said = await HearAsync();
        Assert.StartsWith("held ", said, StringComparison.Ordinal);
        return long.Parse(said.AsSpan("held ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGSTOP and SIGCONT, by their names.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
