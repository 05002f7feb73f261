namespace Cluster.Programs;

/// <summary>Whether a process can be told to end by SIGINT.</summary>
internal static class Interrupt
{
    public const string WhyIgnored = "SIGINT is ignored in the shell that runs the tests (a job in the background), and so in all it starts.";

    public static bool IsIgnoredBy(int processId) =>
        File.Exists($"/proc/{processId}/status")
        && File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var mask
        && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
}
