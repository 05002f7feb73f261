using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Transactions;

/// <summary>
/// Checks a history of a bank: transfers that add to accounts, snapshots that read all of them, and transactions over lists. It knows nothing of how transactions work, only
/// what a user may rely on:
/// <list type="number">
/// <item>In every snapshot the total is what it was at the opening, and no account is negative.</item>
/// <item>At the end each account holds its opening and all that was added to it by transfers that committed, each once, and nothing of those that surely did not. A transfer of unknown
/// outcome may have taken effect on all of its accounts or on none.</item>
/// <item>The transactions over lists are strictly serializable (<see cref="ListAppendChecker"/>).</item>
/// </list>
/// </summary>
internal static class BankHistoryChecker
{
    /// <summary>All that is wrong with the history; empty when nothing is.</summary>
    /// <param name="history">Transfers, snapshots and transactions over lists; the snapshot that begins last was made when nothing else was under way.</param>
    /// <param name="accounts">How many accounts there are.</param>
    /// <param name="opening">What each was opened with.</param>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEntry> history, int accounts, long opening)
    {
        var found = new List<string>();
        var snapshots = history.Where(entry => entry.Ok == Outcome.Ok && entry.Ops!.All(step => step is { Kind: "r", Value: not null })).OrderBy(entry => entry.StartNs).ToList();
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Ops!.Count != accounts)
                found.Add($"The snapshot at {snapshot.StartNs} has {snapshot.Ops.Count} of {accounts} accounts.");
            if (snapshot.Ops.Sum(step => step.Value) is var total && total != accounts * opening)
                found.Add($"The snapshot at {snapshot.StartNs} has {total} in place of {accounts * opening}.");
            found.AddRange(snapshot.Ops.Where(step => step.Value < 0).Select(step => $"The snapshot at {snapshot.StartNs} has {step.Key} at {step.Value}."));
        }

        if (snapshots.Count == 0)
            found.Add("There is no snapshot.");
        else
            CheckEnd(history, snapshots[^1], opening, found);
        if (ListAppendChecker.Check([.. history.Select(ToListTransaction).OfType<ListAppendTransaction>()]) is { } violation)
            found.Add(violation);
        return found;
    }

    private static void CheckEnd(IReadOnlyList<HistoryEntry> history, HistoryEntry end, long opening, List<string> found)
    {
        var transfers = history.Where(entry => entry.Ops!.Any(step => step.Kind == "add")).ToList();
        var differences = end.Ops!.ToDictionary(step => step.Key, step => step.Value!.Value - opening, StringComparer.Ordinal);
        foreach (var step in transfers.Where(entry => entry.Ok == Outcome.Ok).SelectMany(entry => entry.Ops!))
            differences[step.Key] -= step.Value!.Value;
        foreach (var group in Groups([.. transfers.Where(entry => entry.Ok == Outcome.Unknown).Select(entry => entry.Ops!)]))
        {
            var accounts = group.SelectMany(steps => steps).Select(step => step.Key).Distinct().ToList();
            if (!CanExplain(accounts.ToDictionary(account => account, account => differences[account]), group, 0))
                found.Add($"No choice among {group.Count} transfer(s) of unknown outcome explains {string.Join(", ", accounts.Select(account => $"{account} {differences[account]:+0;-0;0}"))}.");
            accounts.ForEach(account => differences.Remove(account));
        }

        found.AddRange(differences.Where(account => account.Value != 0).Select(account => $"{account.Key} has {account.Value:+0;-0} that no transfer explains."));
    }

    /// <summary>Transfers that have accounts in common, directly or through others.</summary>
    private static IEnumerable<List<IReadOnlyList<TransactionStep>>> Groups(List<IReadOnlyList<TransactionStep>> transfers)
    {
        while (transfers.Count > 0)
        {
            var (group, accounts) = (new List<IReadOnlyList<TransactionStep>>(), transfers[0].Select(step => step.Key).ToHashSet(StringComparer.Ordinal));
            for (var added = true; added;)
            {
                var joining = transfers.Where(steps => steps.Any(step => accounts.Contains(step.Key))).ToList();
                added = joining.Count > 0;
                group.AddRange(joining);
                accounts.UnionWith(joining.SelectMany(steps => steps).Select(step => step.Key));
                transfers = [.. transfers.Except(joining)];
            }

            yield return group;
        }
    }

    /// <summary>Whether some of the transfers together, each whole, make just the differences.</summary>
    private static bool CanExplain(Dictionary<string, long> differences, List<IReadOnlyList<TransactionStep>> transfers, int next)
    {
        if (next == transfers.Count)
            return differences.Values.All(difference => difference == 0);
        if (CanExplain(differences, transfers, next + 1))
            return true;
        var without = new Dictionary<string, long>(differences, StringComparer.Ordinal);
        foreach (var step in transfers[next])
            without[step.Key] -= step.Value!.Value;
        return CanExplain(without, transfers, next + 1);
    }

    private static ListAppendTransaction? ToListTransaction(HistoryEntry entry, int index)
    {
        if (!entry.Ops!.Any(step => step.Kind == "append" || step.List is not null))
            return null;
        var transaction = new ListAppendTransaction(index, entry.StartNs)
        {
            IsCommitted = entry.Ok switch { Outcome.Ok => true, Outcome.Failed => false, _ => null },
            End = entry.Ok == Outcome.Unknown ? null : entry.EndNs,
        };
        foreach (var step in entry.Ops!)
        {
            if (step.List is { } list)
                transaction.Reads.Add((step.Key, [.. list]));
            else
                transaction.Appends.Add((step.Key, (int)step.Value!.Value));
        }

        return transaction;
    }
}
