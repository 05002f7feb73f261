using System.Globalization;
using System.Text;
using Cluster.LocalHosting.Control;
using Spectre.Console;

namespace Cluster.LocalHosting.Terminal;

/// <summary>A table of the resources that is kept up to date at the foot of the terminal; lines go above it.</summary>
internal sealed class LiveConsole(TextWriter output, Profile terminal, Func<IReadOnlyList<ResourceStatus>> statuses) : AppHostConsole
{
    private int _height;

    /// <summary>
    /// The table as lines of text with colours, none wider and all together not higher than the terminal: what scrolled off the top could
    /// not be painted over.
    /// </summary>
    internal static IReadOnlyList<string> Render(IReadOnlyList<ResourceStatus> statuses, int width, int height, ColorSystem colours)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = (ColorSystemSupport)colours,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Write(ToTable(statuses));
        var lines = text.ToString().TrimEnd('\n').Split('\n');
        return lines.Length <= height ? lines : [.. lines.Take(height - 1), "…"];
    }

    protected override void Write(IReadOnlyList<string> lines, IReadOnlyList<ResourceStatus> changes)
    {
        // A window that is being resized, or a terminal that tells no size, gives zero.
        var width = Math.Max(40, terminal.Width - 1);
        var height = Math.Max(5, terminal.Height - 1);
        var table = Render(statuses(), width, height, terminal.Capabilities.ColorSystem);
        Paint([.. lines, .. table]);
        _height = table.Count;
    }

    protected override void Close() => Paint([]);

    private static Table ToTable(IReadOnlyList<ResourceStatus> statuses)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in (string[])["resource", "state", "address", "source", "restarts"])
        {
            table.AddColumn(new TableColumn($"[grey]{column}[/]"));
        }

        foreach (var status in statuses)
        {
            var state = $"[{StateWords.ColourOf(status.State)}]{StateWords.Of(status.State)}[/]";
            table.AddRow(
                Markup.Escape(status.Name),
                status.Reason is null ? state : $"{state} [grey]{Markup.Escape(status.Reason)}[/]",
                Markup.Escape(string.Join('\n', status.Endpoints)),
                $"[grey]{Markup.Escape(status.Source)}[/]",
                status.Restarts == 0 ? "" : status.Restarts.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }

    /// <summary>Replaces the table by the given lines, in one write, so that nothing flickers.</summary>
    private void Paint(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        if (_height > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{_height}A\r\u001b[J");
        }

        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        _height = 0;
        output.Write(text.ToString());
        output.Flush();
    }
}
