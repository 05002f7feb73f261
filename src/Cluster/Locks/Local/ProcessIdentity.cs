using System.Globalization;
using System.Runtime.InteropServices;

namespace Cluster.Locks.Local;

/// <summary>
/// Which process of which start of which machine. A process id alone is given again to others; together with the process's start time, the machine's boot
/// and the namespace in which the id counts, it is not.
/// </summary>
internal sealed record ProcessIdentity(string Host, string? Boot, string? PidNamespace, int Pid, long? Started)
{
    private const int NoSuchProcess = 3;

    public static ProcessIdentity Own { get; } = OperatingSystem.IsLinux()
        ? new(Environment.MachineName, BootOfThisMachine(), OwnPidNamespace(), Environment.ProcessId, ReadStat(Environment.ProcessId)?.Started)
        : new(Environment.MachineName, null, null, Environment.ProcessId, null);

    /// <summary>
    /// That process exists no longer. False when that cannot be told from here: it is on another machine or in another container, or this is not Linux.
    /// </summary>
    public bool IsSurelyDead
    {
        get
        {
            if (Boot is null || PidNamespace is null || Boot != Own.Boot || PidNamespace != Own.PidNamespace)
                return false;

            // Not by a look at /proc alone: it may hide the processes of other users.
            if (Kill(Pid, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess)
                return true;
            return ReadStat(Pid) is { } stat && (stat.IsZombie || (Started is not null && stat.Started != Started));
        }
    }

    /// <summary>A name for the time from this machine's start to its end. Linux only.</summary>
    public static string BootOfThisMachine() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string? OwnPidNamespace() => new FileInfo("/proc/self/ns/pid").LinkTarget;

    private static (bool IsZombie, long Started)? ReadStat(int pid)
    {
        try
        {
            // The command in parentheses may hold anything; what follows are the fields from the third on.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var threads = int.Parse(fields[17], CultureInfo.InvariantCulture);
            return (fields[0] is "Z" or "X" && threads <= 1, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // gone just now, or not for us to see
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
