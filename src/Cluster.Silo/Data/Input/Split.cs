using System.Globalization;

namespace Cluster.Silo.Data.Input;

/// <summary>The input of one map task: a range of a large file, or several small files.</summary>
internal sealed record Split(int Index, IReadOnlyList<FileRange> Ranges)
{
    public long Bytes { get; } = Ranges.Sum(range => range.Length);

    public override string ToString() =>
        Ranges.Count == 1 ? Ranges[0].ToString() : string.Create(CultureInfo.InvariantCulture, $"{Ranges[0]} and {Ranges.Count - 1} more");
}
