using Cluster.Silo.Storage.Log;

namespace Cluster.Tests.Storage.Log;

/// <summary>The folder of a <see cref="SimulatedDisk"/> as the log sees it.</summary>
internal sealed class SimulatedDirectory(SimulatedDisk disk) : ILogDirectory
{
    public string Path => "simulated";

    public IReadOnlyList<string> List()
    {
        disk.Step();
        return [.. disk.Names.Keys];
    }

    public ILogFile Create(string name)
    {
        if (disk.Names.ContainsKey(name))
            throw new IOException($"{name} exists.");
        var inode = new SimulatedDisk.Inode();
        disk.Change(names => names[name] = inode);
        return new SimulatedFile(disk, inode);
    }

    public ILogFile Open(string name)
    {
        disk.Step();
        return new SimulatedFile(disk, disk.Names[name]);
    }

    public void Rename(string from, string to)
    {
        var inode = disk.Names[from];
        disk.Change(names =>
        {
            // Unsynced, the new name may reach the disk whether or not the old one did.
            names[to] = inode;
            if (names.TryGetValue(from, out var old) && old == inode)
                names.Remove(from);
        });
    }

    public void Delete(string name)
    {
        if (!disk.Names.TryGetValue(name, out var inode))
            throw new FileNotFoundException($"{name} does not exist.");
        disk.Change(names =>
        {
            if (names.TryGetValue(name, out var other) && other == inode)
                names.Remove(name);
        });
    }

    public void Sync() => disk.SyncNames();

    public void Dispose()
    {
    }

    private sealed class SimulatedFile(SimulatedDisk disk, SimulatedDisk.Inode inode) : ILogFile
    {
        public long Length => inode.Length;

        public int Read(long offset, Span<byte> buffer) => inode.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => disk.Write(inode, offset, bytes);

        public void SetLength(long length)
        {
            disk.Step();
            inode.SetLength(length);
        }

        public void Sync() => disk.Sync(inode);

        public void Dispose()
        {
        }
    }
}
