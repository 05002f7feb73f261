using System.Collections.Concurrent;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// Lends tables that keep their memory from task to task: growing one anew for each split costs as much as a tenth of the mapping. Safe for many
/// threads.
/// </summary>
internal sealed class KeyTablePool
{
    private const int SmallCapacity = 1 << 16;
    private const int MostWaste = 16;
    private readonly ConcurrentBag<KeyTable> _free = [];

    public KeyTable Rent() => _free.TryTake(out var table) ? table : new KeyTable();

    /// <summary>Takes a table back, unless it is far larger than its last use needed: emptying it would cost the next user more than growing a new one.</summary>
    public void Return(KeyTable table, int entries)
    {
        if (table.Capacity <= SmallCapacity || entries >= table.Capacity / MostWaste)
        {
            table.Clear();
            _free.Add(table);
        }
    }
}
