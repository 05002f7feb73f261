namespace Cluster.Locks.SharedMemory;

/// <summary>Where things stand in the page of a lock. A page of zeros is a lock that nobody has ever held.</summary>
internal static class SharedLockWord
{
    /// <summary>The session that holds the lock; 0 when none does.</summary>
    public const int Holder = 0;

    /// <summary>The newest fencing token. Written by the holder alone.</summary>
    public const int Token = 1;

    /// <summary>The newest number of a place in the queue.</summary>
    public const int Place = 2;

    /// <summary>Of each entry of the queue: the session that waits, 0 when none does, and its place.</summary>
    public const int Queue = 16;

    public const int Page = 512;

    public const int Entries = (Page - Queue) / 2;

    public static int SessionOf(int entry) => Queue + (2 * entry);

    public static int PlaceOf(int entry) => Queue + (2 * entry) + 1;
}
