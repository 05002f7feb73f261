using System.Text;
using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>The three definitions of a word, said as plainly as C# allows; keys as strings, invalid UTF-8 replaced.</summary>
internal static class NaiveWords
{
    private static readonly char[] PythonSpaces =
    [
        '\t', '\n', '\v', '\f', '\r', '\u001C', '\u001D', '\u001E', '\u001F', ' ', '\u0085', '\u00A0', '\u1680',
        '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200A',
        '\u2028', '\u2029', '\u202F', '\u205F', '\u3000',
    ];

    public static Dictionary<string, long> Count(byte[] text, WordDefinition words) =>
        Merge(Words(text, words).Select(word => KeyValuePair.Create(word, 1L)));

    public static Dictionary<string, long> Merge(IEnumerable<KeyValuePair<string, long>> counts) =>
        counts.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));

    private static IEnumerable<string> Words(byte[] text, WordDefinition words)
    {
        switch (words)
        {
            case WordDefinition.Ascii:
                // Each byte as a character of its own, so that white space is looked for in bytes.
                return Encoding.Latin1.GetString(text).Split(['\t', '\n', '\v', '\f', '\r', ' '], StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(word)));
            case WordDefinition.Unicode:
                return Encoding.UTF8.GetString(text).Split(PythonSpaces, StringSplitOptions.RemoveEmptyEntries);
            default:
                return Encoding.Latin1.GetString(text).Split('\n')
                    .SelectMany(line => (line.EndsWith('\r') ? line[..^1] : line).Split(' '))
                    .Select(word => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(word)));
        }
    }
}
