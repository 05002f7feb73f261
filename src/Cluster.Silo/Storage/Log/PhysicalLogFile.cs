using System.Runtime.InteropServices;
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

    /// <summary>On Linux without what reading the content does not need, such as the time of the last change: fdatasync is about a third cheaper than fsync.</summary>
    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_handle);
            return;
        }

        while (NativeMethods.SyncData(_handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NativeMethods.Interrupted)
                continue;
            throw new IOException($"fdatasync of {path} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    public void Dispose() => _handle.Dispose();

    private static class NativeMethods
    {
        public const int Interrupted = 4;

        [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int SyncData(SafeFileHandle file);
    }
}
