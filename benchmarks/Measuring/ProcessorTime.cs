using System.Globalization;

namespace Cluster.Benchmarks.Measuring;

/// <summary>
/// How much processor time this process and all that it has started have used, servers of peers among them: unlike a rate it does not depend on what else the machine does.
/// </summary>
internal static class ProcessorTime
{
    private const int Parent = 1;
    private const int User = 11;
    private const int Kernel = 12;

    /// <summary>What <c>/proc</c> counts in, on all Linux that .NET runs on.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>The sum so far; null where there is no <c>/proc</c>.</summary>
    public static TimeSpan? OfFamily()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var processes = Directory.EnumerateDirectories("/proc").Select(Read).OfType<(int Id, int Parent, long Ticks)>().ToLookup(process => process.Parent);
        var (family, ticks) = (new Stack<int>([Environment.ProcessId]), Read($"/proc/{Environment.ProcessId}")!.Value.Ticks);
        while (family.TryPop(out var parent))
        {
            foreach (var child in processes[parent])
            {
                ticks += child.Ticks;
                family.Push(child.Id);
            }
        }

        return ticks * Tick;
    }

    private static (int Id, int Parent, long Ticks)? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), out var id))
        {
            return null;
        }

        try
        {
            // What stands behind the program's name, which is in parentheses and may have any characters.
            var line = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[Parent], CultureInfo.InvariantCulture), long.Parse(fields[User], CultureInfo.InvariantCulture) + long.Parse(fields[Kernel], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
