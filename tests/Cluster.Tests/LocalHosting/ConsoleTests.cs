using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Terminal;
using Spectre.Console;

namespace Cluster.Tests.LocalHosting;

public sealed class ConsoleTests
{
    private static readonly ResourceStatus Silo = new(
        "silo-1", "project", "silo", ResourceState.Running, null, "Cluster.Node", ["http://127.0.0.1:5000"], 7, null, 0, null, null);

    [Fact]
    public async Task Plain_ChangesAndLines_AreWrittenInTheirOrderAndNotTwice()
    {
        var output = new StringWriter();
        await using (var console = new PlainConsole(output).Open())
        {
            console.Show(Silo with { State = ResourceState.Starting, Reason = "/health cannot be asked" });
            console.Show(Silo with { State = ResourceState.Starting, Reason = "/health answered 503" });
            console.Show(Silo);
            console.WriteLine("the 5");
            console.Show(Silo with { State = ResourceState.Waiting, Reason = "was ended by signal 9", ExitCode = 137 });
        }

        Assert.Equal(
            ["silo-1       starting", "silo-1       running          http://127.0.0.1:5000", "the 5", "silo-1       waiting          (was ended by signal 9)", ""],
            output.ToString().Split('\n'));
    }

    [Fact]
    public async Task Plain_AServerThatWasGivenAndCannotBeReached_IsSaidToBeSo()
    {
        var redis = Silo with { Name = "redis", State = ResourceState.Starting, ProcessId = null, Source = "given by ConnectionStrings:redis" };
        var output = new StringWriter();
        await using (var console = new PlainConsole(output).Open())
        {
            console.Show(redis);
            console.Show(redis with { Reason = "does not answer PING at 127.0.0.1:1" });
        }

        Assert.Equal(["redis        starting", "redis        starting         (does not answer PING at 127.0.0.1:1)", ""], output.ToString().Split('\n'));
    }

    [Fact]
    public async Task Plain_WithoutAReader_EndsQuietly()
    {
        await using var console = new PlainConsole(new ClosedWriter()).Open();

        console.WriteLine("into the void");
        console.WriteLine("again");
    }

    [Fact]
    public void Live_ATableHigherThanTheTerminal_IsCut()
    {
        var statuses = Enumerable.Range(1, 50).Select(i => Silo with { Name = $"silo-{i}" }).ToList();

        var lines = LiveConsole.Render(statuses, 100, 20, ColorSystem.NoColors);

        Assert.Equal(20, lines.Count);
        Assert.Equal("…", lines[^1]);
    }

    [Fact]
    public void Live_AReasonWithBrackets_IsShownAsItIs()
    {
        var lines = LiveConsole.Render([Silo with { Reason = "refused [127.0.0.1:6379]" }], 120, 20, ColorSystem.NoColors);

        Assert.Contains(lines, l => l.Contains("running refused [127.0.0.1:6379]", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.InRange(l.Length, 1, 120));
    }

    private sealed class ClosedWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }
}
