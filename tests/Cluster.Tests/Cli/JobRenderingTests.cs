using Cluster.Cli;
using Cluster.Cli.Jobs;
using Cluster.Data;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.Cli;

public sealed class JobRenderingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Report_OfAWordCount_HasTopTotalsSilosAndHash()
    {
        var output = new StringWriter();
        var status = Status(JobState.Succeeded) with
        {
            Output = "/data/out.tsv",
            Result = new JobResult(1_234_567, 2, 3, [new JobEntry("the", 1_000_000), new JobEntry("\u001b[2Jcat", 234_567)], "abc123", 1, 5_000_000, TimeSpan.FromSeconds(2)),
        };

        JobReport.Write(Terminal(output), status);

        var text = output.ToString();
        Assert.Contains("the", text);
        Assert.Contains("1,000,000", text);
        Assert.Contains("81.00 %", text);
        Assert.Contains("1,234,567 words, 2 different, and 3 empty ones", text);
        Assert.Contains("1 file, 5.0 MB in 2.0 s (2.5 MB/s) on silo-1, silo-2", text);
        Assert.Contains("sha256 abc123", text);
        Assert.Contains("written to /data/out.tsv", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Report_OfAnEmptyText_HasTotalsWithoutATable()
    {
        var output = new StringWriter();

        JobReport.Write(Terminal(output), Status(JobState.Succeeded) with { Result = new JobResult(0, 0, 0, [], "e3b0", 1, 0, TimeSpan.Zero) });

        Assert.StartsWith("0 words, 0 different", output.ToString());
    }

    [Fact]
    public void Lines_OfAStage_ComeOnceWhenItEnds()
    {
        var time = new FakeTimeProvider(Start.AddSeconds(1));
        var lines = new JobProgressLines(time);

        var first = lines.Next(Status(JobState.Running));
        var none = lines.Next(Status(JobState.Running));
        var ended = lines.Next(Status(JobState.Running, mapEnded: true));
        var again = lines.Next(Status(JobState.Running, mapEnded: true));

        Assert.Equal(["job 7"], first);
        Assert.Empty(none);
        Assert.Equal(["map      100 %, 4/4 tasks, 8.0 MB, 8.0 MB/s"], ended);
        Assert.Empty(again);
    }

    [Fact]
    public void Lines_OfALongStage_ComeNowAndThen()
    {
        var time = new FakeTimeProvider(Start.AddSeconds(1));
        var lines = new JobProgressLines(time);
        lines.Next(Status(JobState.Running));

        time.Advance(TimeSpan.FromSeconds(5));
        var line = Assert.Single(lines.Next(Status(JobState.Running)));

        Assert.Equal("map      25 %, 1/4 tasks, 2.0 MB of 8.0 MB, 333.3 kB/s", line);
    }

    [Fact]
    public void Fraction_OfAStageThatRetries_StaysBelowTheEnd()
    {
        var stage = new StageStatus("map", 4, 4, 9_000_000, 8_000_000, Start, null);

        Assert.Equal(0.99, StageProgress.Fraction(stage));
        Assert.Equal(1, StageProgress.Fraction(stage with { FinishedAt = Start }));
    }

    [Fact]
    public void Table_OfStages_HasARowForEach()
    {
        var output = new StringWriter();

        Terminal(output).OutputConsole().Write(JobProgressTable.Create(Status(JobState.Running, mapEnded: true), Start.AddSeconds(2)));

        var rows = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["map", "shuffle", "reduce", "write"], rows.Select(row => row.Split(' ')[0]));
        Assert.Contains("100 %", rows[0]);
        Assert.Contains("4/4", rows[0]);
    }

    [Fact]
    public void Show_OfAFailedJob_TellsItsErrorAndWhereItsPartitionsRan()
    {
        var output = new StringWriter();

        JobShowCommand.Write(Terminal(output), Status(JobState.Failed) with { Error = "/x.txt vanished" });

        Assert.Contains("WordCount 7: Failed, /x.txt vanished", output.ToString());
        Assert.Contains(output.ToString().Split('\n'), line => line.StartsWith("map 1") && line.Contains("silo-2"));
    }

    [Theory]
    [InlineData("word", "word")]
    [InlineData("", "(empty)")]
    [InlineData("a\tb\u001b[0m", @"a\u0009b\u001b[0m")]
    [InlineData("\u202eright", @"\u202eright")]
    [InlineData("杜甫", "杜甫")]
    public void KeyText_ShowsNothingThatMovesTheCursor(string key, string expected) => Assert.Equal(expected, KeyText.Display(key, 40));

    [Fact]
    public void KeyText_OfAHugeWord_IsCut() => Assert.Equal("xxxxx... (100,000 characters)", KeyText.Display(new string('x', 100_000), 5));

    private static Terminal Terminal(TextWriter output) => new() { Output = output, Error = TextWriter.Null, WorkingDirectory = "/" };

    private static JobStatus Status(JobState state, bool mapEnded = false) => new(
        "7",
        "WordCount",
        state,
        null,
        Start,
        null,
        ["/data/in.txt"],
        null,
        [
            mapEnded
                ? new StageStatus("map", 4, 4, 8_000_000, 8_000_000, Start, Start.AddSeconds(1))
                : new StageStatus("map", 1, 4, 2_000_000, 8_000_000, Start, null),
            new StageStatus("shuffle", 0, 4, 0, null, null, null),
            new StageStatus("reduce", 0, 4, 0, null, null, null),
            new StageStatus("write", 0, 1, 0, null, null, null),
        ],
        [
            new PartitionStatus("map", 0, "/data/in.txt 0-4000000", "silo-1", "done", 1, 4_000_000, 4_000_000),
            new PartitionStatus("map", 1, "/data/in.txt 4000000-8000000", "silo-2", "running", 2, 1_000_000, 4_000_000),
            new PartitionStatus("reduce", 0, null, null, "waiting", 0, 0, null),
        ],
        null);
}
