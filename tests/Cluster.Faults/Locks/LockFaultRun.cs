using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cluster.Faults.Silos;
using Cluster.Simulation.Histories;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Locks;

/// <summary>One run: clients that lock, strikes against them and their silos, and the history of it all.</summary>
internal sealed class LockFaultRun(NodeCluster cluster, FencedResourceServer resource, TemporaryFolder folder, int names, int workersPerClient) : IDisposable
{
    private readonly Random _random = new(20240229);
    private readonly Dictionary<int, LoadProcess> _clients = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<string> _files = [];
    private readonly List<Strike> _strikes = [];
    private readonly GrantWatch _watch = new();
    private readonly string _assembly = NodeProcess.NodeAssembly()
        .Replace(Path.Combine("src", "Cluster.Node"), Path.Combine("tests", "Cluster.Load"), StringComparison.Ordinal)
        .Replace("Cluster.Node.dll", "Cluster.Load.dll", StringComparison.Ordinal);

    public void StartClient(int slot)
    {
        if (_clients.Remove(slot, out var former))
            former.Dispose();
        var number = _files.Count + 1;
        var file = folder.File(string.Create(CultureInfo.InvariantCulture, $"history-{number}.jsonl"));
        File.Create(file).Dispose();
        _files.Add(file);
        _watch.Follow(file);
        _numbers[slot] = number;
        _clients[slot] = LoadProcess.Start(
            _assembly,
            cluster.Settings,
            "--client", Text(number), "--names", Text(names), "--workers", Text(workersPerClient), "--resource", Text(resource.Port), "--history", file);
    }

    /// <summary>How often a lock was granted so far, about.</summary>
    public int Grants()
    {
        _watch.Update();
        return _watch.Count;
    }

    /// <summary>Whether each of the names was granted to somebody who asked after a moment.</summary>
    public bool AreAllGrantedSince(long momentNs)
    {
        _watch.Update();
        return _watch.NamesSince(momentNs) == names;
    }

    public static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>One blow, and what follows from it. It takes some seconds.</summary>
    public async Task StrikeAsync(CancellationToken cancellationToken)
    {
        var silo = cluster.Nodes[_random.Next(cluster.Nodes.Count)];
        var slot = _clients.Keys.ElementAt(_random.Next(_clients.Count));
        var aWhile = TimeSpan.FromSeconds(0.5 + (_random.NextDouble() * 4));
        switch (_random.Next(5))
        {
            case 0:
                await KillSiloAsync(silo, () => Task.Delay(aWhile, cancellationToken));
                break;
            case 1:
                Note($"pause {silo.Name}");
                silo.Signal("STOP");
                await Task.Delay(aWhile, cancellationToken);
                silo.Signal("CONT");
                await RestartIfDeadAsync(silo);
                break;
            case 2:
                Note($"stop {silo.Name}");
                await silo.StopAsync();
                await cluster.StartAsync(silo.Name);
                break;
            case 3:
                Note("kill a client", _numbers[slot]);
                _clients[slot].Kill();
                await Task.Delay(aWhile / 4, cancellationToken);
                StartClient(slot);
                break;
            default:
                Note("pause a client");
                _clients[slot].Signal("STOP");
                await Task.Delay(aWhile * 4, cancellationToken);
                _clients[slot].Signal("CONT");
                break;
        }
    }

    /// <summary>Kills a silo and starts it again after something.</summary>
    public async Task KillSiloAsync(NodeProcess silo, Func<Task> meanwhile)
    {
        Note($"kill {silo.Name}");
        silo.Kill();
        await meanwhile();
        await cluster.StartAsync(silo.Name);
    }

    /// <summary>A silo that was declared dead while it was paused ends itself when it learns so.</summary>
    public async Task HealAsync()
    {
        Note("peace");
        await Task.Delay(TimeSpan.FromSeconds(2));
        foreach (var silo in cluster.Nodes.Where(silo => silo.HasExited).ToArray())
            await cluster.StartAsync(silo.Name);
    }

    /// <summary>Ends the clients and gives all that they have done.</summary>
    public History Stop()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        var history = new History();
        foreach (var file in _files)
            history.Append(file, mayBeTorn: true);
        return history;
    }

    public string Describe(History history)
    {
        var grants = history.Entries.Where(e => e is { Op: "acquire", Ok: Outcome.Ok }).OrderBy(e => e.EndNs).ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{history.Entries.Count} operations, {grants.Count} grants, {resource.Accepted} accepted and {resource.Refused} refused at the resource");
        foreach (var (what, at, victim) in _strikes)
        {
            text.Append(what);
            if (victim is { } client)
                Tell("of a name that it held", HeldBy(client, at, history, grants));
            else
                Tell("of a name", grants.Where(g => g.EndNs > at - 1_000_000_000 && g.EndNs <= at).Select(g => g.Key).Distinct());
            text.AppendLine();

            void Tell(string ofWhat, IEnumerable<string?> concerned)
            {
                var gaps = concerned.Select(name => grants.FirstOrDefault(g => g.Key == name && g.EndNs > at)?.EndNs - at).OfType<long>().Order().ToList();
                if (gaps.Count > 0)
                    text.Append(CultureInfo.InvariantCulture, $": next grant {ofWhat} after {gaps[gaps.Count / 2] / 1e9:F2} s (median of {gaps.Count} names), {gaps[^1] / 1e9:F2} s (longest)");
            }
        }

        return text.ToString();
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        _watch.Dispose();
    }

    /// <summary>The names that a client held at a moment, as far as its history says: its was the last grant, and it did not let go.</summary>
    private static IEnumerable<string?> HeldBy(int client, long at, History history, List<HistoryEntry> grants)
    {
        var released = history.Entries.Where(e => e.Op == "release" && e.Client == client).Select(e => (e.Key, e.Token)).ToHashSet();
        return grants.Where(g => g.EndNs <= at).GroupBy(g => g.Key).Select(name => name.Last())
            .Where(last => last.Client == client && !released.Contains((last.Key, last.Token)))
            .Select(last => last.Key);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Note(string what, int? victim = null) => _strikes.Add(new Strike(what, Now(), victim));

    private async Task RestartIfDeadAsync(NodeProcess silo)
    {
        await Task.Delay(TimeSpan.FromSeconds(2));
        if (silo.HasExited)
            await cluster.StartAsync(silo.Name);
    }

    /// <summary>What was done, when, and to which client, if to one.</summary>
    private sealed record Strike(string What, long AtNs, int? Victim);
}
