using Cluster.Cli;

namespace Cluster.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("scale silo", "Required argument missing")]
    [InlineData("scale silo many", "N many is not a whole number from 0 to 1000")]
    [InlineData("scale silo -1", "N -1 is not a whole number")]
    [InlineData("logs silo --tail x", "--tail x is not a whole number")]
    [InlineData("down --timeout 0", "--timeout 0 is not a whole number from 1 to 86400")]
    [InlineData("wordcount", "Required argument missing")]
    [InlineData("wordcount . --top 10001", "--top 10001 is not a whole number from 0 to 10000")]
    [InlineData("wordcount . --words letters", "'ascii' 'unicode' 'space'")]
    [InlineData("wordcount . --format xml", "'tsv' 'json'")]
    [InlineData("wordcount . --split-size 1k", "64KiB to 1GiB")]
    [InlineData("wordcount . --partitions 0", "--partitions 0 is not a whole number from 1 to 1024")]
    [InlineData("job run . --mapper M --reducer R", "--assembly")]
    [InlineData("job run . --assembly A --mapper M --reducer R --set nothing", "KEY=VALUE")]
    [InlineData("jobs show", "Required argument missing")]
    [InlineData("lock run", "Required argument missing")]
    [InlineData("lock run a", "Required argument missing")]
    [InlineData("lock run a --timeout -1 -- b", "--timeout -1 is not a whole number from 0 to 86400")]
    [InlineData("lock run a --permits 2 -- b", "--permits needs --limit")]
    [InlineData("lock run a --limit 2 --permits 3 -- b", "--permits 3 can never be had")]
    [InlineData("lock run a --limit 2 --shared -- b", "give one of them")]
    [InlineData("lock break a", "--reason")]
    [InlineData("tx list --limit 0", "--limit 0 is not a whole number from 1 to 10000")]
    [InlineData("lock list --limit 0", "--limit 0 is not a whole number from 1 to 100000")]
    [InlineData("up --silos 0", "--silos 0 is not a whole number from 1 to 32")]
    [InlineData("env --shell tcsh", "'posix' 'fish' 'powershell'")]
    public async Task Usage_Wrong_IsToldWithExitCode2(string line, string expected)
    {
        var run = await CliRun.RunAsync(_folder.Path, line.Split(' '));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Contains("--help", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("wordcuont book.txt", "Did you mean 'wordcount'?")]
    [InlineData("jobs shwo x", "Did you mean 'show'?")]
    public async Task Command_Mistyped_IsToldWithTheOneThatIsMeant(string line, string expected)
    {
        var run = await CliRun.RunAsync(_folder.Path, line.Split(' '));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Usage_WrongWithJson_IsOneDocumentOnStderr()
    {
        var run = await CliRun.RunAsync(_folder.Path, ["scale", "silo", "many", "--json"]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("usage", run.ErrorDetail.GetProperty("kind").GetString());
        Assert.Equal(ExitCode.Usage, run.ErrorDetail.GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("scale silo 3")]
    [InlineData("logs silo")]
    [InlineData("start silo-1")]
    [InlineData("stop silo-1")]
    [InlineData("restart silo-1")]
    [InlineData("down")]
    [InlineData("env")]
    [InlineData("jobs")]
    [InlineData("jobs show 1")]
    [InlineData("jobs cancel 1")]
    [InlineData("lock list")]
    [InlineData("lock run a -- b")]
    [InlineData("wordcount .")]
    public async Task Cluster_Absent_IsToldWithExitCode3(string line)
    {
        var run = await CliRun.RunAsync(_folder.Path, line.Split(' '), (location, _, _) => throw new InvalidOperationException($"must not connect to {location}"));

        Assert.Equal(ExitCode.NoCluster, run.ExitCode);
        Assert.Contains("cluster up", run.Error);
        Assert.Contains("--data", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Data_NamesNoDataFolder_IsToldWithExitCode3()
    {
        var run = await CliRun.RunAsync(_folder.Path, ["status", "--data", "elsewhere"]);

        Assert.Equal(ExitCode.NoCluster, run.ExitCode);
        Assert.Contains(Path.Combine(_folder.Path, "elsewhere"), run.Error);
        Assert.Contains("apphost.json", run.Error);
    }

    [Fact]
    public async Task Help_OfACommand_EndsWithExamplesAndExitCodes()
    {
        var run = await CliRun.RunAsync(_folder.Path, ["wordcount", "--help"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("cluster wordcount <PATH>...", run.Output);
        Assert.Contains("--stop-words en", run.Output);
        Assert.Contains("130  cancelled", run.Output);
    }

    [Fact]
    public async Task Version_WithJson_NamesVersionAndRuntime()
    {
        var run = await CliRun.RunAsync(_folder.Path, ["version", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal(VersionCommand.Current, run.Document.GetProperty("version").GetString());
        Assert.StartsWith(".NET", run.Document.GetProperty("runtime").GetString());
    }

    [Fact]
    public async Task Failure_Unexpected_ShowsItsTraceOnlyWhenAsked()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        Task<CliRun> Run(params string[] args) => CliRun.RunAsync(appHost.Folder, args, (_, _, _) => throw new FormatException("planted"));

        var plain = await Run("jobs");
        var verbose = await Run("jobs", "--verbose");

        Assert.Equal(ExitCode.Failed, plain.ExitCode);
        Assert.Contains("planted", plain.Error);
        Assert.DoesNotContain("   at ", plain.Error);
        Assert.Contains("   at ", verbose.Error);
    }
}
