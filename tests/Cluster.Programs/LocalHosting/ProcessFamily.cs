using System.Globalization;

namespace Cluster.Programs.LocalHosting;

/// <summary>Reads the system's table of processes, by means of its own rather than those under test.</summary>
internal static class ProcessFamily
{
    /// <summary>All living descendants of a process.</summary>
    public static IReadOnlyList<int> DescendantsOf(int id)
    {
        var children = Table().ToLookup(p => p.Parent, p => p.Id);
        var found = new List<int>();
        var open = new Queue<int>([id]);
        while (open.TryDequeue(out var next))
        {
            foreach (var child in children[next])
            {
                found.Add(child);
                open.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>Those of the given processes that still live; one that ended and was not reaped yet does not.</summary>
    public static IReadOnlyList<int> Living(IEnumerable<int> ids)
    {
        var living = Table().Select(p => p.Id).ToHashSet();
        return [.. ids.Where(living.Contains)];
    }

    public static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>All living processes whose command line or environment speaks of a folder.</summary>
    public static IReadOnlyList<int> SpeakingOf(string folder) =>
        [.. Table().Select(p => p.Id).Where(id => id != Environment.ProcessId && (CommandOf(id) + EnvironmentOf(id)).Contains(folder, StringComparison.Ordinal))];

    private static string EnvironmentOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static List<(int Id, int Parent)> Table()
    {
        var table = new List<(int, int)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                var status = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not ("Z" or "X"))
                {
                    table.Add((id, int.Parse(fields[1], CultureInfo.InvariantCulture)));
                }
            }
            catch (IOException)
            {
                // It ended while the table was read.
            }
        }

        return table;
    }
}
