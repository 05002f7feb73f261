using Cluster.Data;
using Spectre.Console;

namespace Cluster.Cli.Jobs;

/// <summary>A job's stages as a live table: name, bar, part, tasks, bytes and bytes a second.</summary>
internal static class JobProgressTable
{
    private const int BarWidth = 32;

    public static Table Create(JobStatus status, DateTimeOffset now)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var right in new[] { false, false, true, true, true, true })
        {
            table.AddColumn(PlainTable.Column("", right));
        }

        foreach (var stage in status.Stages)
        {
            table.AddRow(
                new Text(stage.Name),
                Bar(stage),
                new Text($"{StageProgress.Fraction(stage) * 100:0} %"),
                new Text($"{stage.Done}/{stage.Total}"),
                new Text(StageProgress.Size(stage)),
                new Text(StageProgress.Rate(stage, now) ?? ""));
        }

        return table;
    }

    private static Paragraph Bar(StageStatus stage)
    {
        var filled = (int)(StageProgress.Fraction(stage) * BarWidth);
        return new Paragraph()
            .Append(new string('━', filled), new Style(stage.FinishedAt is null ? Color.Yellow : Color.Green))
            .Append(new string('━', BarWidth - filled), new Style(Color.Grey30));
    }
}
