using System.Globalization;

namespace Cluster.Cli;

/// <summary>
/// Sizes as people write them. Read: <c>65536</c>, <c>64k</c>, <c>16MiB</c>, <c>1g</c> (powers of 1024). Written: powers of 1000, as disks and
/// networks are measured, so that a rate times a time is a size.
/// </summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Format(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return unit == 0 ? $"{bytes:0} B" : string.Create(CultureInfo.InvariantCulture, $"{bytes:0.0} {Units[unit]}");
    }

    public static string FormatRate(long bytes, TimeSpan time) =>
        time > TimeSpan.Zero ? $"{Format(bytes / time.TotalSeconds)}/s" : "-";

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        int? shift = text[digits..].Trim().ToLowerInvariant() switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 10,
            "m" or "mb" or "mib" => 20,
            "g" or "gb" or "gib" => 30,
            _ => null,
        };
        if (shift is null || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue >> shift.Value)
        {
            return false;
        }

        bytes = number << shift.Value;
        return true;
    }
}
