namespace Cluster.Registers;

/// <summary>Where a register's replicas keep it. Part of what the register is: of one name there can be one register of each kind, and they have nothing to do with each other.</summary>
public enum RegisterDurability : byte
{
    /// <summary>On the disks of a majority before a strong write is acknowledged: it survives the crash of all silos at once. The default.</summary>
    Durable,

    /// <summary>
    /// In the memory of a majority before a strong write is acknowledged. As linearizable as <see cref="Durable"/> while of each register's replicas no majority crashes before
    /// those that crashed first have been replaced, which takes a moment each. When a majority does, and always when all silos stop, the register is absent afterwards; its versions go on
    /// above those from before. Weaker writes are kept in memory, too.
    /// </summary>
    Replicated,
}
