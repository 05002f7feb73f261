namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>What is held and waited for: a lock, a semaphore, or an item of a participant of transactions.</summary>
/// <param name="Home">Where it is kept.</param>
/// <param name="Name">Its name, as people know it.</param>
internal readonly record struct Resource(object Home, string Name)
{
    public override string ToString() => Name;
}
