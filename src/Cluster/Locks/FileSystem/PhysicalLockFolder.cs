using System.Globalization;
using System.Text;
using Cluster.Locks.Local;
using Cluster.Storage;

namespace Cluster.Locks.FileSystem;

/// <summary>
/// The folder of a lock on a disk or a network file system. It needs of it what every one has: a rename that happens once, and fails when there is nothing (any more) to rename.
/// </summary>
internal sealed class PhysicalLockFolder(string root, string name) : ILockFolder
{
    private const string OwnerEnding = ".owner";
    private const int Looks = 100;

    private readonly string _path = Path.Combine(root, LockFileName.Of(name));

    public FileLockState Look()
    {
        for (var look = 0; look < Looks; look++)
        {
            try
            {
                // A listing during a rename may show both names, or none.
                var states = Directory.EnumerateFiles(_path).Select(file => FileLockState.TryParse(Path.GetFileName(file))).OfType<FileLockState>().ToList();
                if (states.Count > 0)
                    return states.MaxBy(state => state.Token);
            }
            catch (DirectoryNotFoundException)
            {
                Create();
            }
        }

        throw new ClusterException(
            $"The folder {_path} of the lock {name} has no file that says how it stands (TOKEN.free or TOKEN.held.LEASE). Somebody deleted it; " +
            "put it back with a token no smaller than the newest that was given, or delete the folder if what the lock guards may begin anew.");
    }

    public bool TryReplace(FileLockState from, FileLockState to)
    {
        try
        {
            // The new name has never been there: it has a new token, or is the one release of a token.
            File.Move(Path.Combine(_path, from.FileName), Path.Combine(_path, to.FileName), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        // A token that was seen outside must not come back after a power failure. A release may: the next one waits for the lease then.
        if (to.IsHeld)
            FolderSync.Flush(_path);
        return true;
    }

    public void WriteOwner(long token, FileLockOwner owner)
    {
        using var file = new FileStream(OwnerFile(token), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(Encoding.UTF8.GetBytes(owner.Write()));
        file.Flush(flushToDisk: true);
    }

    public bool Beat(long token, long count)
    {
        try
        {
            using var file = File.OpenHandle(OwnerFile(token), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(FileLockOwner.WriteBeat(count)), 0);

            // On a network file system this is what others can see.
            RandomAccess.FlushToDisk(file);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    public string? ReadOwner(long token)
    {
        try
        {
            using var file = new StreamReader(new FileStream(OwnerFile(token), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return file.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Tidy(long upTo)
    {
        foreach (var file in Directory.EnumerateFiles(_path, "*" + OwnerEnding))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var token) && token <= upTo)
                File.Delete(file);
        }
    }

    private string OwnerFile(long token) => Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{token}{OwnerEnding}"));

    /// <summary>The folder comes into being together with its first state, by one rename: a state is never created where there has been one before.</summary>
    private void Create()
    {
        Directory.CreateDirectory(root);
        var made = Path.Combine(root, $".{Guid.NewGuid():N}.new");
        Directory.CreateDirectory(made);
        File.Create(Path.Combine(made, FileLockState.New.FileName)).Dispose();
        FolderSync.Flush(made);
        try
        {
            Directory.Move(made, _path);
            FolderSync.Flush(root);
        }
        catch (IOException) when (Directory.Exists(_path))
        {
            Directory.Delete(made, recursive: true); // another process was faster
        }
    }
}
