using System.Globalization;
using System.Text;

namespace Cluster.Cli;

/// <summary>
/// Keys come from files that anyone may have written: shown on a terminal, their control characters must not move its cursor,
/// and a word of 100 kB must not fill it.
/// </summary>
internal static class KeyText
{
    public static string Display(string key, int width)
    {
        var shown = new StringBuilder();
        foreach (var rune in key.EnumerateRunes())
        {
            if (shown.Length >= width)
            {
                return shown.Append(CultureInfo.InvariantCulture, $"... ({key.Length:N0} characters)").ToString();
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.Length == 0 ? "(empty)" : shown.ToString();
    }
}
