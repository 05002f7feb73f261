using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>
/// The entries of a shard: sagas that have not settled, on pages that each fit into a register, and the last ones that have. Only says what is to be on which page.
/// </summary>
internal sealed class SagaIndex
{
    /// <summary>Entries of a page: of the longest identities and kinds they take 60 of the 64 KiB that a register holds.</summary>
    public const int PageEntries = 180;

    /// <summary>Pages of unsettled sagas.</summary>
    public const int Pages = 32;

    /// <summary>The page of those that have settled.</summary>
    public const int Settled = Pages;

    private readonly Dictionary<string, SagaEntry>[] _pages = [.. Enumerable.Range(0, Pages + 1).Select(_ => new Dictionary<string, SagaEntry>(StringComparer.Ordinal))];

    public IEnumerable<SagaEntry> Unsettled => _pages.Take(Pages).SelectMany(page => page.Values);

    public IEnumerable<SagaEntry> All => _pages.SelectMany(page => page.Values);

    public IReadOnlyList<SagaEntry> Page(int number) => [.. _pages[number].Values];

    /// <summary>A page as it was read.</summary>
    public void Load(int number, IEnumerable<SagaEntry> entries) => _pages[number] = entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);

    /// <summary>Lists a saga, and says which pages change, in the order in which they are to be written.</summary>
    /// <exception cref="ClusterException">Too many sagas are under way.</exception>
    public IReadOnlyList<int> Record(SagaEntry entry) => entry.IsSettled ? Settle(entry) : Add(entry);

    private int[] Add(SagaEntry entry)
    {
        if (_pages.Any(page => page.ContainsKey(entry.Id)))
            return [];
        var page = Array.FindIndex(_pages, 0, Pages, page => page.Count < PageEntries);
        if (page < 0)
            throw new ClusterException($"{Pages * PageEntries:N0} sagas of this shard (1 of {SagaShards.Count}) are under way, as many as it can list. Start this one when others have ended.");
        _pages[page].Add(entry.Id, entry);
        return [page];
    }

    private int[] Settle(SagaEntry entry)
    {
        var running = Array.FindIndex(_pages, 0, Pages, page => page.ContainsKey(entry.Id));
        var settled = _pages[Settled];
        if (running < 0 && (settled.ContainsKey(entry.Id) || (settled.Count >= PageEntries && settled.Values.Min(known => known.EndedAt) > entry.EndedAt)))
            return [];
        settled[entry.Id] = entry;
        if (settled.Count > PageEntries)
            settled.Remove(settled.Values.MinBy(known => known.EndedAt)!.Id);
        if (running < 0)
            return [Settled];
        _pages[running].Remove(entry.Id);
        return [Settled, running];
    }
}
