namespace Cluster.Locks.SharedMemory;

/// <summary>The mapped page of one lock, in use by callers of this process.</summary>
internal sealed class SharedLockPage
{
    public SharedLockPage(string name, MappedFile file, SharedLock protocol)
    {
        Name = name;
        File = file;
        Lock = protocol;
        Unused = new LinkedListNode<SharedLockPage>(this);
    }

    public string Name { get; }

    public MappedFile File { get; }

    public SharedLock Lock { get; }

    /// <summary>How many callers use it just now.</summary>
    public int Users { get; set; }

    /// <summary>Its place among the pages that nobody uses.</summary>
    public LinkedListNode<SharedLockPage> Unused { get; }
}
