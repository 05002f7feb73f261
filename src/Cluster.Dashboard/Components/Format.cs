using System.Globalization;

namespace Cluster.Dashboard.Components;

/// <summary>Figures as people read them.</summary>
internal static class Format
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in decimal units with three significant digits: 883 kB, 4.40 MB.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        var format = unit == 0 || bytes >= 99.95 ? "0" : bytes >= 9.995 ? "0.0" : "0.00";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    public static string Rate(double bytesPerSecond) => $"{Bytes(bytesPerSecond)}/s";

    public static string Percent(double percent) => $"{percent.ToString(percent is > 0 and < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} %";

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 0 } => "0 ms",
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalSeconds: < 60 } => $"{duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
        { TotalHours: < 24 } => $"{duration.Hours} h {duration.Minutes} min",
        _ => $"{(int)duration.TotalDays} d {duration.Hours} h",
    };

    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalSeconds: < 60 } past => $"{past.Seconds} s ago",
        { TotalMinutes: < 60 } past => $"{past.Minutes} min ago",
        { TotalHours: < 24 } past => $"{(int)past.TotalHours} h ago",
        var past => $"{(int)past.TotalDays} d ago",
    };

    /// <summary>A moment for a tooltip, in UTC: the server does not know the reader's time zone.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The end of a long identity, which is where identities that were made one after the other differ.</summary>
    public static string ShortId(string id) => id.Length <= 16 ? id : $"…{id[^8..]}";

    public static string Inputs(IReadOnlyList<string> paths) => paths switch
    {
        [] => "no input",
        [var only] => FileName(only),
        [var first, ..] => $"{FileName(first)} and {paths.Count - 1} more",
    };

    public static string FileName(string path) => Path.GetFileName(path.TrimEnd('/', '\\')) is { Length: > 0 } name ? name : path;
}
