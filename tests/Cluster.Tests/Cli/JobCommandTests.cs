using System.Text.Json;
using Cluster.Cli;
using Cluster.Cli.Connection;
using Cluster.Data;
using Cluster.Tests.Data;

namespace Cluster.Tests.Cli;

/// <summary>The job commands against three silos in this process.</summary>
[Collection(nameof(DataCluster))]
public sealed class JobCommandTests(DataCluster cluster) : IAsyncLifetime
{
    private FakeAppHost _appHost = null!;

    public async ValueTask InitializeAsync() => _appHost = await FakeAppHost.StartAsync();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    [Theory]
    [InlineData("edge-whitespace.txt", WordDefinition.Ascii)]
    [InlineData("edge-whitespace.txt", WordDefinition.Unicode)]
    [InlineData("devils-dictionary.txt", WordDefinition.Space)]
    public async Task WordCount_WithJson_PrintsTheGoldenResult(string text, WordDefinition words)
    {
        var golden = Golden.Of(text, words);

        var run = await RunAsync("wordcount", Golden.PathOf(text), "--words", words.ToString().ToLowerInvariant(), "--top", "3", "--json");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal("Succeeded", run.Document.GetProperty("state").GetString());
        var result = run.Document.GetProperty("result");
        Assert.Equal(golden.Sha256, result.GetProperty("sha256").GetString());
        Assert.Equal(golden.Total, result.GetProperty("total").GetInt64());
        Assert.Equal(golden.Distinct, result.GetProperty("distinct").GetInt64());
        Assert.Equal(golden.Empty, result.GetProperty("empty").GetInt64());
        Assert.Equal(3, result.GetProperty("top").GetArrayLength());
        Assert.NotEmpty(run.Document.GetProperty("silos").EnumerateArray());
    }

    [Fact]
    public async Task WordCount_Plain_ShowsProgressOnStderrAndTheResultOnStdout()
    {
        var text = Golden.PathOf("austen-emma.txt");

        var run = await RunAsync("wordcount", text, "--fold-case", "--stop-words", "en", "--out", "counts.tsv");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("map      100 %", run.Error);
        Assert.Contains("write    100 %", run.Error);
        Assert.Contains("mr.", run.Output);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "the", ..]);
        var written = Path.Combine(_appHost.Folder, "counts.tsv");
        Assert.Contains($"written to {written}", run.Output);
        Assert.Contains("\t", File.ReadLines(written).First());
    }

    [Fact]
    public async Task WordCount_ToANameInJson_WritesJson()
    {
        var run = await RunAsync("wordcount", Golden.PathOf("edge-whitespace.txt"), "--out", "counts.json", "--json");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        using var written = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_appHost.Folder, "counts.json"), TestContext.Current.CancellationToken));
        Assert.Equal(run.Document.GetProperty("result").GetProperty("distinct").GetInt64(), written.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task WordCount_OfAGlobThatMatchesNothing_IsExitCode1WithTheJobsError()
    {
        var run = await RunAsync("wordcount", "*.nope", "--json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("*.nope", run.ErrorDetail.GetProperty("message").GetString());
    }

    [Fact]
    public async Task WordCount_Cancelled_CancelsTheJobAndLeavesNoFile()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var big = Path.Combine(_appHost.Folder, "big.txt");
        var book = await File.ReadAllBytesAsync(Golden.PathOf("kjv-bible.txt"), TestContext.Current.CancellationToken);
        await using (var file = File.Create(big))
        {
            for (var i = 0; i < 30; i++)
            {
                await file.WriteAsync(book, TestContext.Current.CancellationToken);
            }
        }

        var error = new LineWriter();
        var running = CliRun.RunAsync(_appHost.Folder, ["wordcount", big, "--out", "big.tsv"], ConnectAsync, cancellationToken: cancel.Token, error: error);
        var id = (await error.WaitForAsync("job "))["job ".Length..];
        await cancel.CancelAsync();
        var run = await running;

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.False(File.Exists(Path.Combine(_appHost.Folder, "big.tsv")));
        Assert.Equal(JobState.Cancelled, (await cluster.Data.Get(id).GetStatusAsync(TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task WordCount_CancelledWhileItStarts_LeavesNoJobRunning()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var run = await CliRun.RunAsync(
            _appHost.Folder,
            ["wordcount", Golden.TextFolder, "--split-size", "64k", "--json"],
            async (location, log, token) =>
            {
                var connection = await ConnectAsync(location, log, token);
                await cancel.CancelAsync();
                return connection;
            },
            cancellationToken: cancel.Token);

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Contains("was cancelled", run.ErrorDetail.GetProperty("message").GetString());
        Assert.All(await cluster.Data.ListAsync(cancellationToken: TestContext.Current.CancellationToken), job => Assert.True(job.IsFinal));
    }

    [Fact]
    public async Task Jobs_Listed_ShowANewJobAndItsDetails()
    {
        var started = await RunAsync("wordcount", Golden.PathOf("edge-whitespace.txt"), "--no-wait");
        var id = started.Output.Trim();
        await cluster.Data.Get(id).WaitAsync(TestContext.Current.CancellationToken);

        var list = await RunAsync("jobs", "--json");
        var plain = await RunAsync("jobs");
        var one = await RunAsync("jobs", "show", id, "--json");
        var shown = await RunAsync("jobs", "show", id);

        Assert.Contains(id, list.Document.EnumerateArray().Select(job => job.GetProperty("id").GetString()));
        Assert.Contains(plain.Output.Split('\n'), line => line.StartsWith(id) && line.Contains("Succeeded"));
        Assert.Equal(4, one.Document.GetProperty("stages").GetArrayLength());
        Assert.NotEqual(0, one.Document.GetProperty("partitions").GetArrayLength());
        Assert.Contains("map 0", shown.Output);
        Assert.Contains("sha256", shown.Output);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("cancel")]
    public async Task Jobs_Unknown_IsExitCode1(string action)
    {
        var run = await RunAsync("jobs", action, "0123456789abcdef");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("0123456789abcdef", run.Error);
    }

    [Fact]
    public async Task Jobs_CancelledAfterItsEnd_StaysAsItIs()
    {
        var started = await RunAsync("wordcount", Golden.PathOf("edge-whitespace.txt"), "--no-wait");
        await cluster.Data.Get(started.Output.Trim()).WaitAsync(TestContext.Current.CancellationToken);

        var run = await RunAsync("jobs", "cancel", started.Output.Trim(), "--json");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal("Succeeded", run.Document.GetProperty("state").GetString());
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.RunAsync(_appHost.Folder, args, ConnectAsync);

    private Task<ClusterConnection> ConnectAsync(ClusterLocation location, TextWriter? log, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterConnection(new ClusterClient(cluster.Silos.Client)));
}
