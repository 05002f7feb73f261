using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Cluster.Silo.Data.Blocks;

/// <summary>
/// The folder for spilled blocks: made when the first block is spilled, taken away when the silo ends. Folders that killed processes left
/// behind are known by a lock that nobody holds, and taken away as well.
/// </summary>
internal sealed class WorkFolder(IOptions<ClusterDataOptions> options) : IDisposable
{
    private const string LockName = ".lock";
    private readonly Lock _gate = new();
    private readonly string _root = options.Value.WorkFolder is { Length: > 0 } configured
        ? Path.GetFullPath(configured)
        : Path.Combine(Path.GetTempPath(), "cluster-work");

    private string? _folder;
    private FileStream? _lock;
    private bool _disposed;

    /// <summary>Opens a new file that is gone once its handle is closed.</summary>
    public SafeFileHandle CreateFile()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _folder ??= Open();
            return File.OpenHandle(
                Path.Combine(_folder, Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _lock?.Dispose();
            if (_folder is not null)
            {
                Delete(_folder);
            }
        }
    }

    private string Open()
    {
        Directory.CreateDirectory(_root);
        foreach (var left in Directory.EnumerateDirectories(_root))
        {
            DeleteIfLeft(left);
        }

        // The lock stands before the folder has its name, so that no other process takes it for one that was left behind.
        var folder = Path.Combine(_root, Guid.NewGuid().ToString("N"));
        var making = folder + ".new";
        Directory.CreateDirectory(making);
        _lock = new FileStream(Path.Combine(making, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Directory.Move(making, folder);
        return folder;
    }

    private static void DeleteIfLeft(string folder)
    {
        var lockFile = Path.Combine(folder, LockName);
        if (!File.Exists(lockFile))
        {
            return;
        }

        try
        {
            using (new FileStream(lockFile, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                Delete(folder);
            }
        }
        catch (IOException)
        {
            // Another silo holds the lock and uses the folder.
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another silo of this machine was faster in taking away what a dead one left.
        }
    }
}
