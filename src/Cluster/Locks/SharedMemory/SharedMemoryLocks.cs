using System.Collections.Concurrent;
using Cluster.Locks.Local;
using Medallion.Threading;

namespace Cluster.Locks.SharedMemory;

/// <summary>
/// Locks in memory that the processes of one machine share, by files that each of them maps. Linux only. A free lock is taken by one compare-and-swap; one who waits
/// sleeps until the lock is released, or until the kernel says that its holder is dead.
/// </summary>
/// <remarks>
/// <b>Holds under any failure of processes</b>: one holder at a time, whatever clocks do; it holds until it lets go or dies, and a process that is merely stopped (SIGSTOP)
/// does not lose its lock. A dead holder's lock is free at once. Tokens of a name rise, also over restarts of the machine if the folder is on a disk; on
/// a file system in memory (/dev/shm) they begin anew when the machine does.
/// <b>Among processes</b>: first come, first served, but for attempts that do not wait, and for one that does not take its turn within 100 ms.
/// <b>Not for</b> network file systems: memory is not shared over them.
/// </remarks>
public sealed class SharedMemoryLocks : IFencedLockProvider, IDisposable
{
    private static readonly string[] NetworkFileSystems = ["nfs", "nfs4", "cifs", "smb2", "smb3", "ceph", "glusterfs", "lustre", "fuse.sshfs", "9p"];

    private readonly LocalTurns _turns = new();
    private readonly ConcurrentDictionary<SharedMemoryLockHandle, bool> _held = new();
    private readonly SharedMemorySession _session;
    private volatile bool _isDisposed;

    /// <summary>Locks in a folder, which is created if need be. All processes that are to exclude each other name the same one.</summary>
    /// <param name="folder">
    /// The folder, on a file system of this machine. It holds 4 KiB for each name that was ever locked. Nothing in it may be deleted while a process uses it, nor while tokens
    /// that were given may still matter.
    /// </param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux with 64 bits.</exception>
    /// <exception cref="ArgumentException">The folder is on a network file system.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or its file system knows no locks.</exception>
    public SharedMemoryLocks(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("Locks in shared memory need Linux with 64 bits; use FileSystemLocks elsewhere.");
        Folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Folder);
        if (new DriveInfo(Folder).DriveFormat is var format && NetworkFileSystems.Contains(format))
            throw new ArgumentException($"{Folder} is on a network file system ({format}), over which memory is not shared; use FileSystemLocks there.", nameof(folder));

        _session = new SharedMemorySession(Folder);
        Pages = new SharedLockPages(Folder, _session);
        Waiters = new SharedLockWaiters(_session, Time);
    }

    /// <summary>The folder, with its full path.</summary>
    public string Folder { get; }

    internal TimeProvider Time { get; } = TimeProvider.System;

    internal SharedLockPages Pages { get; }

    internal SharedLockWaiters Waiters { get; }

    /// <inheritdoc/>
    public IFencedLock CreateLock(string name) => new SharedMemoryLock(this, name, _turns);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => CreateLock(name);

    /// <summary>Leaves the folder. Locks that are still held are lost, and callers that wait are told that the provider is disposed of.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Waiters.Dispose();
        foreach (var held in _held.Keys)
            End(held, lost: true);
        Pages.Dispose();
        _session.Dispose();
    }

    internal SharedMemoryLockHandle Hold(SharedLockPage page, long token, LocalTurn turn)
    {
        var handle = new SharedMemoryLockHandle(this, page, token, turn);
        _held.TryAdd(handle, true);
        if (_isDisposed)
            End(handle, lost: true);
        return handle;
    }

    internal void Release(SharedMemoryLockHandle handle) => End(handle, lost: false);

    private void End(SharedMemoryLockHandle handle, bool lost)
    {
        // A release and the end of the provider may meet here; one of them does it.
        if (!_held.TryRemove(handle, out _))
            return;
        if (lost)
            handle.MarkLost();
        handle.Page.Lock.Release();
        Waiters.RingFor(handle.Page.Lock);
        Pages.Close(handle.Page);
    }
}
