using Microsoft.Win32.SafeHandles;

namespace Cluster.Silo.Storage.Log;

/// <summary>A file on a disk, written at explicit offsets and without a buffer in the process.</summary>
internal sealed class PhysicalLogFile(string path, FileMode mode) : ILogFile
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(long offset, Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(_handle, buffer[read..], offset + read);
            if (count == 0)
                break;
            read += count;
        }

        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
