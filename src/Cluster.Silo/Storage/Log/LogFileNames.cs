using System.Globalization;

namespace Cluster.Silo.Storage.Log;

/// <summary>Names of the log's files; they sort by sequence.</summary>
internal static class LogFileNames
{
    public const string Temporary = ".tmp";
    private const string SegmentSuffix = ".log";
    private const string SnapshotSuffix = ".snapshot";

    public static string Segment(long first) => first.ToString("x16", CultureInfo.InvariantCulture) + SegmentSuffix;

    public static string Snapshot(long through) => through.ToString("x16", CultureInfo.InvariantCulture) + SnapshotSuffix;

    public static long? SegmentFirst(string name) => Parse(name, SegmentSuffix);

    public static long? SnapshotThrough(string name) => Parse(name, SnapshotSuffix);

    private static long? Parse(string name, string suffix) =>
        name.Length == 16 + suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;
}
