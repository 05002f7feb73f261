using Cluster.Locks.Local;
using Medallion.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cluster.Locks.FileSystem;

/// <summary>
/// Locks that are files in a folder: for processes that share a file system, and nothing else. Each lock is a folder in which the name of one file is the
/// state; a grant is a rename, which one of many wins, and which durably raises the token. docs/locks.md says what is promised on network file systems.
/// </summary>
/// <remarks>
/// <b>Holds under any failure</b>: tokens of a name rise, over all crashes of processes and machines, as long as the folder is kept and its file system keeps what it
/// has flushed. <b>Holds while clocks run within one per cent of true time</b>: of all holders at most one has <see cref="IFencedLockHandle.IsHeld"/>.
/// <b>Not promised</b>: an order among processes; callers of one process take turns. A killed holder's lock is free at once for processes of the same
/// machine and container, and after the lease for others.
/// </remarks>
public sealed class FileSystemLocks : IFencedLockProvider
{
    private readonly LocalTurns _turns = new();
    private readonly long _began;

    /// <summary>Locks in a folder, which is created when the first lock is asked for.</summary>
    /// <param name="folder">The folder. Nothing else may be kept in it, and nothing in it deleted while tokens that were given may still matter.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="logger">Is told when a lease cannot be renewed.</param>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public FileSystemLocks(string folder, FileSystemLocksOptions? options = null, TimeProvider? time = null, ILogger<FileSystemLocks>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Options = options ?? new FileSystemLocksOptions();
        if (new FileSystemLocksOptionsValidator().Validate(null, Options) is { Failed: true } wrong)
            throw new OptionsValidationException(nameof(FileSystemLocksOptions), typeof(FileSystemLocksOptions), wrong.Failures);
        Folder = Path.GetFullPath(folder);
        Time = time ?? TimeProvider.System;
        Logger = logger ?? NullLogger<FileSystemLocks>.Instance;
        _began = Time.GetTimestamp();
    }

    /// <summary>The folder, with its full path.</summary>
    public string Folder { get; }

    internal FileSystemLocksOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>This process's monotonic clock.</summary>
    internal TimeSpan Now => Time.GetElapsedTime(_began);

    /// <inheritdoc/>
    public IFencedLock CreateLock(string name) => new FileLock(this, name, _turns);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => CreateLock(name);
}
