using System.Globalization;
using System.Text;

namespace Cluster.LocalHosting.Processes;

/// <summary>Finds and ends processes that are no direct children, through <c>/proc</c>. Without one (macOS) it knows process groups only.</summary>
internal static class ProcessTree
{
    private const string Processes = "/proc";

    /// <summary>
    /// Ends the given processes with their groups and all of their descendants (PostgreSQL's children lead groups of their own). What is
    /// forked while they are being ended is found in a further pass.
    /// </summary>
    public static void Kill(IReadOnlyCollection<int> leaders)
    {
        var victims = new HashSet<int>(leaders);
        for (var pass = 0; pass < 3; pass++)
        {
            victims.UnionWith(DescendantsOf(victims));
            foreach (var id in victims.Where(id => id != Environment.ProcessId))
            {
                Posix.Send(-id, Posix.Kill);
                Posix.Send(id, Posix.Kill);
            }
        }
    }

    /// <summary>All processes whose environment, as it was when they started, holds <c>name=value</c>; this one is left out.</summary>
    public static IReadOnlyList<int> FindByEnvironment(string name, string value)
    {
        var entry = Encoding.UTF8.GetBytes($"{name}={value}\0");
        return [.. All().Where(id => id != Environment.ProcessId && HasEntry(id, entry))];
    }

    /// <summary>When a process started, in the system's own count, or null when there is none.</summary>
    public static string? StartOf(int id) => StatusFieldsOf(id) is { Length: > 19 } fields ? fields[19] : null;

    private static HashSet<int> DescendantsOf(IReadOnlySet<int> ancestors)
    {
        var children = All().Select(id => (Id: id, Parent: ParentOf(id))).ToLookup(p => p.Parent, p => p.Id);
        var found = new HashSet<int>();
        var open = new Queue<int>(ancestors);
        while (open.TryDequeue(out var id))
        {
            foreach (var child in children[id].Where(found.Add))
            {
                open.Enqueue(child);
            }
        }

        return found;
    }

    private static IEnumerable<int> All() =>
        Directory.Exists(Processes)
            ? Directory.EnumerateDirectories(Processes)
                .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0)
            : [];

    private static int ParentOf(int id) =>
        StatusFieldsOf(id) is { Length: > 1 } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>What follows the name in "12 (name, which may hold spaces and brackets) S 1 ...": state, parent ...</summary>
    private static string[] StatusFieldsOf(int id)
    {
        var text = Encoding.UTF8.GetString(Read(id, "stat"));
        return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool HasEntry(int id, byte[] entry)
    {
        var environment = Read(id, "environ").AsSpan();
        return environment.StartsWith(entry) || environment.IndexOf((byte[])[0, .. entry]) >= 0;
    }

    /// <summary>Empty for a process that ended meanwhile or that belongs to someone else.</summary>
    private static byte[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"{Processes}/{id}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
