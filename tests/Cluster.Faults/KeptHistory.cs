using Cluster.Simulation.Histories;

namespace Cluster.Faults;

/// <summary>Histories that are kept when <c>CLUSTER_HISTORY</c> names a file: each test's beside it, with the test's word before the extension.</summary>
internal static class KeptHistory
{
    public static void Save(History history, string word)
    {
        if (Environment.GetEnvironmentVariable("CLUSTER_HISTORY") is { Length: > 0 } file)
            history.Save(Path.ChangeExtension(file, $"{word}{Path.GetExtension(file)}"));
    }
}
