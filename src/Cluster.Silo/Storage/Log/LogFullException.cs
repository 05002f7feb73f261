namespace Cluster.Silo.Storage.Log;

/// <summary>The disk is full. The record was not appended, surely; the log goes on taking records as soon as there is room.</summary>
internal sealed class LogFullException(string path, Exception innerException)
    : IOException($"No room for the log in {path}: {innerException.Message}. The record was not appended; free space and try again.", innerException)
{
    private const int LinuxNoSpace = 28;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an I/O failure says that the disk or the quota is used up.</summary>
    public static bool Describes(IOException exception) => exception.HResult switch
    {
        LinuxNoSpace => true,
        LinuxQuota => OperatingSystem.IsLinux(),
        MacQuota => OperatingSystem.IsMacOS(),
        WindowsHandleDiskFull or WindowsDiskFull => true,
        _ => false,
    };
}
