using System.Diagnostics;

namespace Cluster.LocalHosting.Control;

/// <summary>
/// How to reach a running AppHost: the content of <c>.cluster/apphost.json</c> (readable by its owner only),
/// and of the variables <c>CLUSTER_CONTROL_URL</c> and <c>CLUSTER_CONTROL_TOKEN</c> that its processes are given.
/// </summary>
/// <param name="Url">The control API's address on loopback.</param>
/// <param name="Token">Sent as a bearer token with each request.</param>
/// <param name="ProcessId">The AppHost's process.</param>
/// <param name="DataFolder">The <c>.cluster</c> folder, as an absolute path.</param>
/// <param name="StartedAt">When the AppHost started (UTC).</param>
public sealed record ControlInfo(string Url, string Token, int ProcessId, string DataFolder, DateTimeOffset StartedAt)
{
    /// <summary>
    /// False once the AppHost's process has ended. One that has ended but whose parent never asked for its exit code (usual in a container
    /// without an init process) has ended too.
    /// </summary>
    public bool IsRunning()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return !process.HasExited && !(OperatingSystem.IsLinux() && IsZombie(ProcessId));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Reads the state letter of <c>/proc/PID/stat</c>, which stands after the command's name in brackets.</summary>
    private static bool IsZombie(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("Z");
        }
        catch (IOException)
        {
            // Gone between the two looks.
            return true;
        }
    }
}
