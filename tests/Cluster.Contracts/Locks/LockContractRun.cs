using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Locks;
using Cluster.Simulation.Histories;

namespace Cluster.Contracts.Locks;

/// <summary>Processes that lock, blows against them, and the history of it all.</summary>
internal sealed class LockContractRun : IDisposable
{
    private const int Names = 3;
    private const int WorkersPerProcess = 2;

    private readonly LockProviderSetting _setting;
    private readonly FencedResourceServer _resource;
    private readonly Random _random = new(20240229);
    private readonly string _names = $"run-{Guid.NewGuid():N}-";
    private readonly LockProcess[] _processes;
    private readonly List<string> _files = [];

    public LockContractRun(LockProviderSetting setting, FencedResourceServer resource, int processes)
    {
        _setting = setting;
        _resource = resource;
        _processes = new LockProcess[processes];
        for (var slot = 0; slot < processes; slot++)
            Start(slot);
    }

    public int Strikes { get; private set; }

    /// <summary>How often a lock was granted so far, about.</summary>
    public int Grants() => _files.Sum(file => Read(file).Split('\n').Count(line =>
        line.Contains("\"op\":\"acquire\"", StringComparison.Ordinal) && line.EndsWith("\"ok\":true}", StringComparison.Ordinal)));

    /// <summary>Kills and stops processes at random, and starts others in the place of those killed.</summary>
    public async Task StrikeAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < length; Strikes++)
        {
            var slot = _random.Next(_processes.Length);
            if (Strikes % 2 == 0)
            {
                _processes[slot].Dispose();
                Start(slot);
                await Task.Delay(TimeSpan.FromSeconds(0.5 + _random.NextDouble()), cancellationToken);
            }
            else
            {
                _processes[slot].Signal("STOP");
                await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble() * 5), cancellationToken);
                _processes[slot].Signal("CONT");
            }
        }
    }

    /// <summary>Ends the processes and gives all that they have done.</summary>
    public History Stop()
    {
        Dispose();
        var history = new History();
        foreach (var file in _files)
            history.Append(file, mayBeTorn: true);
        return history;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process?.Dispose();
    }

    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Start(int slot)
    {
        var number = _files.Count + 1;
        var file = _setting.File($"{_names}{number}.jsonl");
        File.Create(file).Dispose();
        _files.Add(file);
        _processes[slot] = _setting.Load(
            "--client", Text(number), "--names", Text(Names), "--prefix", _names, "--workers", Text(WorkersPerProcess),
            "--resource", Text(_resource.Port), "--history", file, "--lease", "00:00:02");
    }
}
