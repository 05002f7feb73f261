using System.Text.RegularExpressions;

namespace Cluster.Dashboard.Components;

/// <summary>Takes the colours of a terminal out of a line.</summary>
internal static partial class Ansi
{
    public static string Strip(string line) => line.Contains('\e') ? Sequence().Replace(line, "") : line;

    [GeneratedRegex(@"\e\[[0-9;?]*[ -/]*[@-~]|\e\][^\a]*\a")]
    private static partial Regex Sequence();
}
