using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>
/// The write-ahead log of one silo as its replica sees it: entries become durable in their order some time after they were appended,
/// many at once. A crash keeps what is durable and any prefix of the rest; the disk itself can be lost, too.
/// </summary>
internal sealed class SimulatedJournal<TEntry>(World world)
{
    private static readonly TimeSpan MinSync = TimeSpan.FromMilliseconds(0.1);
    private readonly TimeSpan _maxSync = TimeSpan.FromMilliseconds(world.Random.Chance(0.5) ? 1.5 : 40);
    private readonly List<TEntry> _entries = [];
    private int _life;
    private bool _isSyncing;

    public ulong Incarnation { get; private set; } = world.Random.NextUInt64();

    public IReadOnlyList<TEntry> Durable => _entries[..DurableCount];

    public int Count => _entries.Count;

    public int DurableCount { get; private set; }

    /// <summary>Called when more entries have become durable.</summary>
    public Action? Synced { get; set; }

    public void Append(IReadOnlyList<TEntry> entries)
    {
        _entries.AddRange(entries);
        Sync();
    }

    public void Crash()
    {
        var survivors = DurableCount + world.Random.Next(_entries.Count - DurableCount + 1);
        // Entries that reached the disk just before the crash count as durable for the next life only.
        _entries.RemoveRange(survivors, _entries.Count - survivors);
        DurableCount = survivors;
        _life++;
        _isSyncing = false;
        Synced = null;
    }

    public void LoseDisk()
    {
        Crash();
        _entries.Clear();
        DurableCount = 0;
        Incarnation = world.Random.NextUInt64();
    }

    private void Sync()
    {
        if (_isSyncing || DurableCount == _entries.Count)
            return;
        _isSyncing = true;
        var (count, life) = (_entries.Count, _life);
        world.Schedule(world.Random.Between(MinSync, _maxSync), () =>
        {
            if (life != _life)
                return;
            _isSyncing = false;
            DurableCount = count;
            Synced?.Invoke();
            Sync();
        });
    }
}
