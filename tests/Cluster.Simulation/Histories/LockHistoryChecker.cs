namespace Cluster.Simulation.Histories;

/// <summary>
/// Checks a history of locks and of resources that they guard. It knows nothing of how locks work, only what a user may rely on:
/// <list type="number">
/// <item>No two exclusive grants of a name have the same token.</item>
/// <item>A grant that was over before another was asked for has the smaller token.</item>
/// <item>A fenced resource never accepts an older token after a newer one.</item>
/// <item>Between a grant and the release that its holder called, no other client's exclusive grant of the name is asked for and returned.</item>
/// </list>
/// The last holds while clocks drift within the bound; names that were forced open are exempt from it and from the second.
/// </summary>
internal static class LockHistoryChecker
{
    /// <summary>All that is wrong with the history; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<HistoryEntry> history, bool driftIsBounded = true)
    {
        var found = new List<string>();
        foreach (var name in history.Where(e => e.Key is not null).GroupBy(e => e.Key!))
            CheckName(name.Key, [.. name.OrderBy(e => e.EndNs)], driftIsBounded, found);
        return found;
    }

    private static void CheckName(string name, List<HistoryEntry> entries, bool driftIsBounded, List<string> found)
    {
        var grants = entries.Where(e => e is { Op: "acquire" or "try", Ok: Outcome.Ok, Token: not null }).ToList();
        var exclusive = grants.Where(e => e.Mode is null or "x").ToList();
        foreach (var twice in exclusive.GroupBy(e => e.Token).Where(g => g.Count() > 1))
            found.Add($"{name}: the token {twice.Key} was given to clients {string.Join(" and ", twice.Select(e => e.Client))}");

        CheckGuarded(name, entries, found);
        if (!driftIsBounded || entries.Exists(e => e.Op == "break"))
            return;
        CheckOrder(name, exclusive, found);
        CheckOverlap(name, exclusive, entries, found);
    }

    private static void CheckGuarded(string name, List<HistoryEntry> entries, List<string> found)
    {
        // Sorted by end: an operation that began after another's end and has an older token was accepted too late.
        var newest = long.MinValue;
        var byEnd = new Queue<HistoryEntry>(entries.Where(e => e is { Op: "guarded", Ok: Outcome.Ok }));
        foreach (var guarded in byEnd.OrderBy(e => e.StartNs).ToList())
        {
            while (byEnd.TryPeek(out var earlier) && earlier.EndNs < guarded.StartNs)
                newest = Math.Max(newest, byEnd.Dequeue().Token!.Value);
            if (guarded.Token < newest)
                found.Add($"{name}: client {guarded.Client} was let in with token {guarded.Token} after token {newest}");
        }
    }

    private static void CheckOrder(string name, List<HistoryEntry> exclusive, List<string> found)
    {
        var newest = long.MinValue;
        var byEnd = new Queue<HistoryEntry>(exclusive);
        foreach (var grant in exclusive.OrderBy(e => e.StartNs))
        {
            while (byEnd.TryPeek(out var earlier) && earlier.EndNs < grant.StartNs)
                newest = Math.Max(newest, byEnd.Dequeue().Token!.Value);
            if (grant.Token < newest)
                found.Add($"{name}: client {grant.Client} was given token {grant.Token} after token {newest} had been given");
        }
    }

    private static void CheckOverlap(string name, List<HistoryEntry> exclusive, List<HistoryEntry> entries, List<string> found)
    {
        var releases = entries.Where(e => e is { Op: "release", Token: not null }).ToLookup(e => (e.Client, e.Token));
        HistoryEntry? last = null;
        var heldUntil = long.MinValue;
        foreach (var grant in exclusive)
        {
            if (last is not null && grant.EndNs < heldUntil)
                found.Add($"{name}: client {grant.Client} was given token {grant.Token} while client {last.Client} held token {last.Token}");
            var release = releases[(grant.Client, grant.Token)].FirstOrDefault();
            if (release is not null && release.StartNs > heldUntil)
                (last, heldUntil) = (grant, release.StartNs);
        }
    }
}
