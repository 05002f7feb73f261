namespace Cluster.LocalHosting.Terminal;

/// <summary>
/// Whether there is a standard output at all. In a process that was started with it closed, its number is soon that of some file or pipe of
/// the runtime's own, which must not be written to.
/// </summary>
internal static class StandardOutput
{
    private const string OpenFiles = "/proc/self/fd";

    public static bool IsOpen { get; } = !IsOwnPipe();

    private static bool IsOwnPipe()
    {
        if (TargetOf("1") is not { } target || !target.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        // A pipe that is also read in this process, or an event queue, is the runtime's; a redirection is read elsewhere. Standard output
        // itself may well be open twice, since the console works on a duplicate.
        return target.Contains("anon_inode:", StringComparison.Ordinal)
            || (target.Contains("pipe:", StringComparison.Ordinal)
                && Directory.EnumerateFileSystemEntries(OpenFiles).Select(f => Path.GetFileName(f)!).Any(f => TargetOf(f) == target && IsRead(f)));
    }

    private static bool IsRead(string file)
    {
        const int accessMode = 3;
        try
        {
            var flags = File.ReadLines(Path.Combine("/proc/self/fdinfo", file)).First(l => l.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & accessMode) == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? TargetOf(string file)
    {
        try
        {
            return new FileInfo(Path.Combine(OpenFiles, file)).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
