using Spectre.Console;

namespace Cluster.Cli;

/// <summary>Tables without lines: easy on the eye, and easy on <c>grep</c> and <c>awk</c>.</summary>
internal static class PlainTable
{
    public static Table Create(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true, Expand = false };
        foreach (var column in columns)
        {
            table.AddColumn(Column(column));
        }

        return table;
    }

    public static TableColumn Column(string name, bool right = false) =>
        new(new Text(name, new Style(decoration: Decoration.Bold)))
        {
            NoWrap = true,
            Padding = new Padding(0, 0, 2, 0),
            Alignment = right ? Justify.Right : Justify.Left,
        };
}
