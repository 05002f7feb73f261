using Cluster.Silo.Storage.Log;

namespace Cluster.Tests.Storage.Log;

/// <summary>
/// A disk on which a crash loses or tears whatever was not synced: writes sector by sector, lengths, and creations, renames and
/// deletions in any combination. It stops at a chosen operation, fails a chosen sync, and can be full.
/// </summary>
internal sealed class SimulatedDisk
{
    public const int SectorBytes = 64;
    private Dictionary<string, Inode> _durableNames = [];
    private readonly List<Action<Dictionary<string, Inode>>> _pendingNames = [];

    public Dictionary<string, Inode> Names { get; private set; } = [];

    /// <summary>How many operations were asked for in this life.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation at which the machine stops; it and all later ones throw.</summary>
    public int? CrashAt { get; set; }

    /// <summary>The operation that fails if it is a sync of a file, as fsync does: the data stays readable, and a later sync says it is fine.</summary>
    public int? FailSyncAt { get; set; }

    /// <summary>How many bytes all files may have together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Planted fault: syncs of files do nothing.</summary>
    public bool IgnoreFileSync { get; init; }

    /// <summary>Planted fault: syncs of the folder do nothing.</summary>
    public bool IgnoreDirectorySync { get; init; }

    /// <summary>Planted fault, switched on while a log is opened: writes do nothing.</summary>
    public bool IgnoreWrites { get; set; }

    public bool SyncFailed { get; private set; }

    public ILogDirectory Mount() => new SimulatedDirectory(this);

    /// <summary>The machine loses power and starts again.</summary>
    public void Crash(Random random)
    {
        // All, nothing or a mixture: each is a different bug's favourite.
        var survives = random.Next(4) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
        var names = new Dictionary<string, Inode>(_durableNames);
        foreach (var change in _pendingNames)
        {
            if (random.NextDouble() < survives)
                change(names);
        }

        _pendingNames.Clear();
        foreach (var inode in names.Values.Distinct())
            inode.Crash(random, survives);
        _durableNames = names;
        Restart();
        Names = new Dictionary<string, Inode>(names);
    }

    /// <summary>Only the process dies: what it wrote can still be read, whether it is on the disk or not.</summary>
    public void Restart()
    {
        Operations = 0;
        CrashAt = FailSyncAt = null;
    }

    internal void Step()
    {
        if (Operations++ >= CrashAt)
            throw new PowerFailureException();
    }

    internal void Change(Action<Dictionary<string, Inode>> change)
    {
        Step();
        change(Names);
        _pendingNames.Add(change);
    }

    internal void SyncNames()
    {
        Step();
        if (IgnoreDirectorySync)
            return;
        foreach (var change in _pendingNames)
            change(_durableNames);
        _pendingNames.Clear();
    }

    internal void Sync(Inode inode)
    {
        var failing = Operations == FailSyncAt;
        Step();
        if (IgnoreFileSync)
            return;
        inode.Sync(keep: !failing);
        if (failing)
        {
            SyncFailed = true;
            throw new IOException("Input/output error", 5);
        }
    }

    internal void Write(Inode inode, long offset, ReadOnlySpan<byte> bytes)
    {
        // A write that the crash interrupts has been done in part.
        var crashing = Operations >= CrashAt;
        if (IgnoreWrites)
            return;
        var room = Capacity - Names.Values.Sum(other => other.Length) + Math.Max(0, inode.Length - offset);
        var fits = (int)Math.Min(bytes.Length, Math.Max(0, room));
        inode.Write(offset, bytes[..fits].ToArray());
        Step();
        if (fits < bytes.Length && !crashing)
            throw new IOException("No space left on device", 28);
    }

    internal sealed class Inode
    {
        private readonly List<(long Offset, byte[]? Bytes)> _pending = [];
        private byte[] _live = [];
        private byte[] _durable = [];

        public long Length => _live.Length;

        public byte[] Content => _live;

        public int Read(long offset, Span<byte> buffer)
        {
            if (offset >= _live.Length)
                return 0;
            var source = _live.AsSpan((int)offset);
            source = source[..Math.Min(source.Length, buffer.Length)];
            source.CopyTo(buffer);
            return source.Length;
        }

        public void Write(long offset, byte[] bytes)
        {
            Apply(ref _live, offset, bytes);
            _pending.Add((offset, bytes));
        }

        public void SetLength(long length)
        {
            Array.Resize(ref _live, (int)length);
            _pending.Add((length, null));
        }

        public void Sync(bool keep)
        {
            foreach (var (offset, bytes) in _pending)
            {
                if (keep)
                    Apply(ref _durable, offset, bytes);
            }

            _pending.Clear();
        }

        public void Crash(Random random, double survives)
        {
            foreach (var (offset, bytes) in _pending)
            {
                if (bytes is null)
                {
                    if (random.NextDouble() < survives)
                        Apply(ref _durable, offset, null);
                    continue;
                }

                for (var start = 0; start < bytes.Length; start += SectorBytes)
                {
                    var sector = bytes[start..Math.Min(bytes.Length, start + SectorBytes)];
                    if (random.NextDouble() < survives)
                        Apply(ref _durable, offset + start, random.Next(8) == 0 ? sector[..random.Next(sector.Length)] : sector);
                }
            }

            _pending.Clear();
            _live = [.. _durable];
        }

        private static void Apply(ref byte[] content, long offset, byte[]? bytes)
        {
            if (bytes is null)
            {
                Array.Resize(ref content, (int)offset);
                return;
            }

            if (content.Length < offset + bytes.Length)
                Array.Resize(ref content, (int)offset + bytes.Length);
            bytes.CopyTo(content, offset);
        }
    }
}
