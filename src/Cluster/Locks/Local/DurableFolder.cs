using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Cluster.Locks.Local;

/// <summary>Makes what was created, renamed or deleted in a folder outlive a power failure. On Unix the folder itself is flushed, which .NET has no call for.</summary>
internal static class DurableFolder
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} cannot be opened to flush it.", new Win32Exception(Marshal.GetLastPInvokeError()));
        var error = Sync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(descriptor);

        // A file system that cannot flush a folder (some network ones) says so by EINVAL: it is as durable there as that system makes it.
        if (error is not (0 or InvalidArgument))
            throw new IOException($"The folder {folder} cannot be flushed.", new Win32Exception(error));
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
