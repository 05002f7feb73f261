namespace Cluster.Silo.Data.Input;

/// <summary>
/// Cuts files into splits at byte offsets. The same files and size give the same splits on every silo, so a plan needs to carry those only.
/// </summary>
internal static class SplitPlanner
{
    /// <summary>More splits than this are not made, however large the input; they become larger instead.</summary>
    public const int MaxSplits = 8192;

    private const long SmallestAdaptedSplit = 1 << 20;
    private const int SplitsAWorker = 4;

    /// <summary>
    /// The size of split that a job runs with: what was asked for, but smaller for a small input, so that every worker gets some of it, and
    /// larger for one that would give too many splits.
    /// </summary>
    public static long EffectiveSize(long asked, long totalBytes, int workers)
    {
        var spread = Math.Max(SmallestAdaptedSplit, totalBytes / Math.Max(1, (long)workers * SplitsAWorker));
        var size = Math.Min(asked, spread);
        var fewest = (totalBytes / MaxSplits * 2) + 1;
        return Math.Max(size, fewest);
    }

    public static IReadOnlyList<Split> Plan(IReadOnlyList<InputFile> files, long splitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(splitBytes, 1);
        var splits = new List<Split>();
        var ranges = new List<FileRange>();
        long bytes = 0;
        foreach (var range in files.SelectMany(file => Cut(file, splitBytes)))
        {
            if (ranges.Count > 0 && bytes + range.Length > splitBytes)
            {
                Close();
            }

            ranges.Add(range);
            bytes += range.Length;
        }

        Close();
        return splits;

        void Close()
        {
            if (ranges.Count > 0)
            {
                splits.Add(new Split(splits.Count, [.. ranges]));
                ranges.Clear();
                bytes = 0;
            }
        }
    }

    /// <summary>Equal pieces, so that no small one is left over at a large file's end.</summary>
    private static IEnumerable<FileRange> Cut(InputFile file, long splitBytes)
    {
        var pieces = Math.Max(1, ((file.Length - 1) / splitBytes) + 1);
        for (long i = 0; i < pieces; i++)
        {
            yield return new FileRange(file, Offset(i), Offset(i + 1));
        }

        long Offset(long piece) => (long)((Int128)file.Length * piece / pieces);
    }
}
