namespace Cluster.Locks.Protocol;

/// <summary>What cannot be held together.</summary>
internal static class LockConflict
{
    public static bool Between(LockMode held, LockMode wanted) =>
        !((held == LockMode.Shared && wanted != LockMode.Exclusive) || (held == LockMode.Upgradeable && wanted == LockMode.Shared));

    /// <summary>Whether a holder keeps a waiter out. Any holder of permits does: the waiter needs some to be given back.</summary>
    public static bool Between(Contender holder, Contender waiter)
    {
        var isItself = holder.Session == waiter.Session && holder.Claim == waiter.Claim; // it waits to be upgraded
        return !isItself && (waiter.Mode == LockMode.Permits || Between(holder.Mode, waiter.Mode));
    }
}
