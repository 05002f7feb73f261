using Microsoft.Win32.SafeHandles;

namespace Cluster.Silo.Data.Blocks;

/// <summary>
/// The output of one task: for each segment (a reduce partition, or one of the two orders of a reduce output) a list of blocks, in memory as
/// long as the silo's budget allows, else in one file of the work folder. Written by one thread, then read by any number of them.
/// </summary>
internal sealed class SegmentSet : IDisposable
{
    private readonly BlockMemory _memory;
    private readonly WorkFolder _folder;
    private readonly List<Block>[] _segments;
    private readonly Lock _gate = new();
    private SafeFileHandle? _file;
    private long _fileLength;
    private long _reserved;
    private bool _disposed;

    internal SegmentSet(int segments, BlockMemory memory, WorkFolder folder)
    {
        _memory = memory;
        _folder = folder;
        _segments = new List<Block>[segments];
        for (var i = 0; i < segments; i++)
        {
            _segments[i] = [];
        }
    }

    /// <summary>Bytes in all segments.</summary>
    public long Bytes { get; private set; }

    public long SpilledBytes => _fileLength;

    public int BlockCount(int segment) => _segments[segment].Count;

    public int BlockLength(int segment, int block) => _segments[segment][block].Length;

    public long SegmentBytes(int segment) => _segments[segment].Sum(block => (long)block.Length);

    /// <summary>Adds a block to a segment; its bytes are copied.</summary>
    public void Append(int segment, ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_memory.TryReserve(bytes.Length))
            {
                _reserved += bytes.Length;
                _segments[segment].Add(new Block(bytes.ToArray(), 0, bytes.Length));
                return;
            }

            _file ??= _folder.CreateFile();
            RandomAccess.Write(_file, bytes, _fileLength);
            _segments[segment].Add(new Block(null, _fileLength, bytes.Length));
            _fileLength += bytes.Length;
        }
    }

    /// <summary>The bytes of a block.</summary>
    /// <exception cref="ObjectDisposedException">The output was given up.</exception>
    public byte[] Read(int segment, int block)
    {
        var (memory, offset, length) = _segments[segment][block];
        if (memory is not null)
        {
            return memory;
        }

        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            read += OrThrow(RandomAccess.Read(_file!, bytes.AsSpan(read), offset + read));
        }

        return bytes;
    }

    /// <summary>As <see cref="Read"/>, for callers that must not block.</summary>
    /// <exception cref="ObjectDisposedException">The output was given up.</exception>
    public async ValueTask<byte[]> ReadAsync(int segment, int block, CancellationToken cancellationToken)
    {
        var (memory, offset, length) = _segments[segment][block];
        if (memory is not null)
        {
            return memory;
        }

        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            read += OrThrow(await RandomAccess.ReadAsync(_file!, bytes.AsMemory(read), offset + read, cancellationToken));
        }

        return bytes;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _memory.Release(_reserved);
                _file?.Dispose();
            }
        }
    }

    private static int OrThrow(int read) =>
        read > 0 ? read : throw new EndOfStreamException("A file of the work folder was cut short by someone else.");

    private readonly record struct Block(byte[]? Memory, long Offset, int Length);
}
