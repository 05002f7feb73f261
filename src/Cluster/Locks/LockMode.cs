namespace Cluster.Locks;

/// <summary>What a holder shares its lock with.</summary>
public enum LockMode
{
    /// <summary>With nobody.</summary>
    Exclusive,

    /// <summary>With other readers and with one upgradeable reader.</summary>
    Shared,

    /// <summary>With readers, but with no other upgradeable reader; may become exclusive without letting go.</summary>
    Upgradeable,

    /// <summary>Permits of a semaphore: with as many others as its limit allows.</summary>
    Permits,
}
