using System.Runtime.InteropServices;
using System.Text;

namespace Cluster.Silo.Storage.Log;

/// <summary>A folder on a disk, held by one process at a time through a lock file that the kernel releases when the process dies.</summary>
internal sealed class PhysicalLogDirectory : ILogDirectory
{
    private const string LockName = "lock";
    private readonly FileStream _lock;

    /// <exception cref="IOException">Another process holds the folder.</exception>
    public PhysicalLogDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(Full(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception)
        {
            throw new IOException($"The log folder {Path} is in use by another process. Give each silo a folder of its own.", exception);
        }
    }

    public string Path { get; }

    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Where(name => name != LockName)];

    public ILogFile Create(string name) => new PhysicalLogFile(Full(name), FileMode.CreateNew);

    public ILogFile Open(string name) => new PhysicalLogFile(Full(name), FileMode.Open);

    public void Rename(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public void Delete(string name) => File.Delete(Full(name));

    /// <summary>NTFS journals its directories and offers no sync of a folder, so on Windows there is nothing to do.</summary>
    public void Sync()
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = NativeMethods.Open(Encoding.UTF8.GetBytes(Path + '\0'), NativeMethods.ReadOnly);
        if (descriptor < 0)
            throw Failure("open");

        try
        {
            if (NativeMethods.Sync(descriptor) != 0)
                throw Failure("fsync");
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }

    public void Dispose() => _lock.Dispose();

    private string Full(string name) => System.IO.Path.Combine(Path, name);

    private IOException Failure(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of the folder {Path} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    // .NET refuses to open a folder, and without its fsync a new or renamed file can be gone after a power failure.
    private static class NativeMethods
    {
        public const int ReadOnly = 0;

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
