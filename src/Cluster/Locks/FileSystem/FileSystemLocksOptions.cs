using System.ComponentModel.DataAnnotations;

namespace Cluster.Locks.FileSystem;

/// <summary>How <see cref="FileSystemLocks"/> locks.</summary>
public sealed class FileSystemLocksOptions
{
    private const string OutOfRange = nameof(FileSystemLocks) + ": {0} must be between {1} and {2}.";

    /// <summary>
    /// How long a holder may be silent before others take its lock; it shows a sign of life three times as often. 500 ms to 1 hour; 10 s by default. Processes
    /// that share a folder may have different ones.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00", ErrorMessage = OutOfRange)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one who waits looks whether the lock is free. 5 ms to 1 minute; 50 ms by default. More is kinder to a network file system.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:01:00", ErrorMessage = OutOfRange)]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(50);
}
