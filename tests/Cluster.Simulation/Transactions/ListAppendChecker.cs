using System.Globalization;

namespace Cluster.Simulation.Transactions;

/// <summary>
/// Decides whether a history of transactions over lists is strictly serializable, after the idea of Elle (Kingsbury and Alvaro, VLDB 2020): since every element
/// is appended once and reads see whole lists, reads tell the order of all versions, and with it who depends on whom. The history is accepted
/// if these dependencies and the order in real time have no cycle. Violations are named as by Adya (Weak Consistency, 1999).
/// </summary>
internal sealed class ListAppendChecker
{
    private readonly List<ListAppendTransaction> _transactions = [];
    private readonly Dictionary<(string Key, int Element), ListAppendTransaction> _writers = [];
    private readonly Dictionary<string, int[]> _versions = [];
    private readonly Dictionary<ListAppendTransaction, List<(ListAppendTransaction To, Dependency Kind)>> _edges = [];

    private ListAppendChecker()
    {
    }

    private enum Dependency
    {
        /// <summary>One wrote the next version after the other's.</summary>
        WriteWrite,

        /// <summary>One read what the other wrote.</summary>
        WriteRead,

        /// <summary>One read the version before the other's.</summary>
        ReadWrite,

        /// <summary>One was over before the other began.</summary>
        RealTime,
    }

    /// <summary>The first violation found, or null.</summary>
    /// <param name="history">All transactions, aborted ones and those of unknown outcome included.</param>
    public static string? Check(IReadOnlyCollection<ListAppendTransaction> history) => new ListAppendChecker().Run(history);

    private string? Run(IReadOnlyCollection<ListAppendTransaction> history)
    {
        foreach (var transaction in history)
        {
            foreach (var append in transaction.Appends)
            {
                if (!_writers.TryAdd(append, transaction))
                    return $"{append.Element} was appended to {append.Key} twice: the history is of no use.";
            }
        }

        var observed = history.Where(t => t.IsCommitted == true).SelectMany(t => t.Reads)
            .SelectMany(read => read.List.Select(element => _writers.GetValueOrDefault((read.Key, element)))).ToHashSet();
        _transactions.AddRange(history.Where(t => t.IsCommitted == true || (t.IsCommitted is null && observed.Contains(t))));
        return CheckVersions() ?? CheckReads() ?? CheckAppends() ?? FindCycle();
    }

    /// <summary>All reads of a key must be prefixes of the longest one.</summary>
    private string? CheckVersions()
    {
        foreach (var key in Committed().SelectMany(t => t.Reads).GroupBy(read => read.Key))
        {
            var longest = key.MaxBy(read => read.List.Length).List;
            _versions[key.Key] = longest;
            if (longest.Distinct().Count() != longest.Length)
                return $"Duplicate: {key.Key} was read as [{string.Join(' ', longest)}].";
            foreach (var (_, list) in key)
            {
                if (!longest.AsSpan().StartsWith(list))
                    return $"Incompatible order: {key.Key} was read as [{string.Join(' ', list)}] and as [{string.Join(' ', longest)}].";
            }
        }

        return null;
    }

    private string? CheckReads()
    {
        foreach (var transaction in Committed())
        {
            foreach (var (key, list) in transaction.Reads.Where(read => read.List.Length > 0))
            {
                foreach (var element in list)
                {
                    if (!_writers.TryGetValue((key, element), out var writer))
                        return $"Garbage read: nobody appended {element} to {key}, which {transaction} read.";
                    if (writer.IsCommitted == false)
                        return $"G1a, aborted read: {transaction} read {element} of {writer}.";
                }

                var last = _writers[(key, list[^1])];
                if (last != transaction && last.Appends.Last(append => append.Key == key).Element != list[^1])
                    return $"G1b, intermediate read: {transaction} read {key} in the middle of {last}.";
            }
        }

        return null;
    }

    /// <summary>What a transaction appended to a key is in its versions in the transaction's order, and all of it or nothing.</summary>
    private string? CheckAppends()
    {
        foreach (var (key, version) in _versions)
        {
            foreach (var writer in version.Select(element => _writers[(key, element)]).Distinct())
            {
                var appended = writer.Appends.Where(append => append.Key == key).Select(append => append.Element).ToArray();
                if (!version.Where(appended.Contains).SequenceEqual(appended))
                    return $"Torn append: [{string.Join(' ', version)}] is what became of {key}, to which {writer} appended [{string.Join(' ', appended)}].";
            }
        }

        return null;
    }

    private IEnumerable<ListAppendTransaction> Committed() => _transactions.Where(t => t.IsCommitted == true);

    private string? FindCycle()
    {
        foreach (var (key, version) in _versions)
            AddVersionOrder(key, version);
        foreach (var transaction in Committed())
        {
            foreach (var (key, list) in transaction.Reads)
                AddRead(transaction, key, list);
        }

        // From the weakest level to the strongest, so that a violation gets the worst name that it deserves.
        foreach (var realTime in new[] { false, true })
        {
            if (realTime)
                AddRealTime();
            foreach (var strongest in new[] { Dependency.WriteWrite, Dependency.WriteRead, Dependency.ReadWrite })
            {
                if (CycleOf(kind => kind <= strongest || kind == Dependency.RealTime) is { } cycle)
                    return Describe(cycle);
            }
        }

        return null;
    }

    private void AddVersionOrder(string key, int[] version)
    {
        for (var index = 1; index < version.Length; index++)
            Add(_writers[(key, version[index - 1])], _writers[(key, version[index])], Dependency.WriteWrite);

        // An append that nobody saw comes after all that were seen.
        if (version.Length == 0)
            return;
        var last = _writers[(key, version[^1])];
        var seen = version.ToHashSet();
        foreach (var transaction in _transactions.Where(t => t.Appends.Exists(append => append.Key == key && !seen.Contains(append.Element))))
            Add(last, transaction, Dependency.WriteWrite);
    }

    private void AddRead(ListAppendTransaction reader, string key, int[] list)
    {
        var version = _versions[key];
        if (list.Length > 0)
            Add(_writers[(key, list[^1])], reader, Dependency.WriteRead);
        if (list.Length < version.Length)
        {
            Add(reader, _writers[(key, version[list.Length])], Dependency.ReadWrite);
            return;
        }

        var seen = version.ToHashSet();
        foreach (var writer in _transactions.Where(t => t.Appends.Exists(append => append.Key == key && !seen.Contains(append.Element))))
            Add(reader, writer, Dependency.ReadWrite);
    }

    /// <summary>Only between neighbours: from who ended before another began, unless a third lies between the two.</summary>
    private void AddRealTime()
    {
        var byEnd = _transactions.Where(t => t is { IsCommitted: true, End: not null }).OrderBy(t => t.End).ToArray();
        foreach (var later in _transactions)
        {
            var latestStart = long.MinValue;
            foreach (var earlier in byEnd.TakeWhile(t => t.End < later.Start))
                latestStart = Math.Max(latestStart, earlier.Start);
            foreach (var earlier in byEnd.TakeWhile(t => t.End < later.Start).Where(t => t.End >= latestStart))
                Add(earlier, later, Dependency.RealTime);
        }
    }

    private void Add(ListAppendTransaction from, ListAppendTransaction to, Dependency kind)
    {
        if (from == to)
            return;
        if (!_edges.TryGetValue(from, out var edges))
            _edges.Add(from, edges = []);
        if (!edges.Contains((to, kind)))
            edges.Add((to, kind));
    }

    /// <summary>A cycle over edges of the permitted kinds: found by depth-first search, then shortened by a search in breadth from one of its members.</summary>
    private List<(ListAppendTransaction From, Dependency Kind)>? CycleOf(Func<Dependency, bool> permitted)
    {
        var state = new Dictionary<ListAppendTransaction, bool>();
        foreach (var root in _transactions.Where(root => !state.ContainsKey(root)))
        {
            var path = new Stack<(ListAppendTransaction At, int Next)>([(root, 0)]);
            state[root] = true;
            while (path.TryPop(out var step))
            {
                var edges = _edges.GetValueOrDefault(step.At);
                if (edges is null || step.Next == edges.Count)
                {
                    state[step.At] = false;
                    continue;
                }

                path.Push((step.At, step.Next + 1));
                var (to, kind) = edges[step.Next];
                if (!permitted(kind))
                    continue;
                if (!state.TryGetValue(to, out var isOnPath))
                {
                    state[to] = true;
                    path.Push((to, 0));
                }
                else if (isOnPath)
                {
                    return ShortestThrough(to, permitted);
                }
            }
        }

        return null;
    }

    private List<(ListAppendTransaction From, Dependency Kind)> ShortestThrough(ListAppendTransaction start, Func<Dependency, bool> permitted)
    {
        var cameFrom = new Dictionary<ListAppendTransaction, (ListAppendTransaction From, Dependency Kind)>();
        var queue = new Queue<ListAppendTransaction>([start]);
        while (!cameFrom.ContainsKey(start) && queue.TryDequeue(out var at))
        {
            foreach (var (to, kind) in _edges.GetValueOrDefault(at) ?? [])
            {
                if (permitted(kind) && cameFrom.TryAdd(to, (at, kind)))
                    queue.Enqueue(to);
            }
        }

        var cycle = new List<(ListAppendTransaction From, Dependency Kind)>();
        for (var step = cameFrom[start]; ; step = cameFrom[step.From])
        {
            cycle.Insert(0, step);
            if (step.From == start)
                return cycle;
        }
    }

    private static string Describe(List<(ListAppendTransaction From, Dependency Kind)> cycle)
    {
        var antidependencies = cycle.Count(step => step.Kind == Dependency.ReadWrite);
        var name = antidependencies switch
        {
            0 => cycle.Exists(step => step.Kind == Dependency.WriteRead) ? "G1c" : "G0",
            1 => "G-single",
            _ => "G2",
        };
        if (cycle.Exists(step => step.Kind == Dependency.RealTime))
            name += "-realtime";
        var lines = cycle.Select((step, index) => string.Create(CultureInfo.InvariantCulture,
            $"  {step.From}{Environment.NewLine}    --{step.Kind}--> T{cycle[(index + 1) % cycle.Count].From.Id}"));
        return $"{name}:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }
}
