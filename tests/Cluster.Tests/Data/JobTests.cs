using System.Text;
using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>Jobs on three silos: their files, their failures, their course.</summary>
[Collection(nameof(DataCluster))]
public sealed class JobTests(DataCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-job-").FullName;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Output_AsTsv_HoldsEveryWord_SortedByCountThenWord()
    {
        var output = PathOf("counts.tsv");
        var result = await CountAsync(new WordCountOptions { Paths = [Write("in.txt", "b a c\nb a\tb é é z")], Output = output });

        Assert.Equal("b\t3\na\t2\né\t2\nc\t1\nz\t1\n", await File.ReadAllTextAsync(output, Ended));
        Assert.Equal(new JobEntry("b", 3), result.Top[0]);
        AssertNoTemporaries();
    }

    [Fact]
    public async Task Output_AsJson_HoldsTheSame()
    {
        var output = PathOf("counts.json");
        await CountAsync(new WordCountOptions { Paths = [Write("in.txt", "b \"a\" b")], Output = output, Format = OutputFormat.Json });

        Assert.Equal("[\n{\"key\":\"b\",\"value\":2},\n{\"key\":\"\\\"a\\\"\",\"value\":1}\n]\n", await File.ReadAllTextAsync(output, Ended));
    }

    [Fact]
    public async Task Output_DoesNotDependOnSplitsAndPartitions()
    {
        var files = new List<byte[]>();
        foreach (var (splitBytes, partitions) in new (long, int?)[] { (64 << 10, 7), (1 << 30, 1), (100_000, null) })
        {
            var output = PathOf($"{files.Count}.tsv");
            await CountAsync(new WordCountOptions { Paths = [Golden.TextFolder], Output = output, SplitBytes = splitBytes, Partitions = partitions });
            files.Add(await File.ReadAllBytesAsync(output, Ended));
        }

        Assert.Equal(files[0], files[1]);
        Assert.Equal(files[0], files[2]);
    }

    [Fact]
    public async Task Output_ReplacesAFileOfThatName()
    {
        var output = Write("counts.tsv", "old");
        await CountAsync(new WordCountOptions { Paths = [Write("in.txt", "new")], Output = output });

        Assert.Equal("new\t1\n", await File.ReadAllTextAsync(output, Ended));
    }

    [Fact]
    public async Task Input_ThatIsEmpty_YieldsAnEmptyResult()
    {
        var output = PathOf("counts.tsv");
        var result = await CountAsync(new WordCountOptions { Paths = [Write("in.txt", "")], Output = output });

        Assert.Equal((0, 0, 0), (result.Total, result.Distinct, result.Bytes));
        Assert.Empty(result.Top);
        Assert.Empty(await File.ReadAllBytesAsync(output, Ended));
    }

    [Theory]
    [InlineData("missing.txt", "does not exist")]
    [InlineData("dangling", "is a link to")]
    [InlineData("*.csv", "No file matches")]
    public async Task Input_ThatIsNotThere_FailsTheJob_NamingIt(string name, string message)
    {
        File.CreateSymbolicLink(PathOf("dangling"), PathOf("nowhere"));
        var output = PathOf("counts.tsv");

        var error = await Assert.ThrowsAsync<JobFailedException>(() => CountAsync(new WordCountOptions { Paths = [PathOf(name)], Output = output }));

        Assert.Contains(PathOf(name), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Theory]
    [InlineData(true, "does not exist")]
    [InlineData(false, "changed while the job ran")]
    public async Task Input_ThatVanishesOrChangesDuringTheJob_FailsIt_AndLeavesNoFile(bool vanishes, string message)
    {
        var gate = Write("gate", "");
        var input = PathOf("in.txt");
        await File.WriteAllLinesAsync(input, Enumerable.Repeat("some words of a line", 50_000), Ended);
        var output = PathOf("counts.tsv");
        var job = await cluster.Data.StartAsync(
            new MapReduceOptions
            {
                Paths = [input],
                Output = output,
                SplitBytes = 64 << 10,
                Mapper = typeof(GatedMapper).FullName!,
                Reducer = typeof(WordCountReducer).FullName!,
                Settings = new Dictionary<string, string> { ["gate"] = gate },
            },
            Ended);
        await foreach (var status in job.WatchAsync(Ended))
        {
            if (status.Partitions.Any(partition => partition.State == "running"))
            {
                break;
            }
        }

        if (vanishes)
        {
            File.Delete(input);
        }
        else
        {
            await File.AppendAllTextAsync(input, "more\n", Ended);
        }

        File.Delete(gate);
        var error = await Assert.ThrowsAsync<JobFailedException>(() => job.WaitAsync(Ended));

        Assert.Contains(input, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        await AssertNoTemporariesAsync();
    }

    [Fact]
    public async Task Output_InAFolderThatIsNotThere_FailsTheJob_NamingIt()
    {
        var error = await Assert.ThrowsAsync<JobFailedException>(
            () => CountAsync(new WordCountOptions { Paths = [Write("in.txt", "a")], Output = PathOf("no/counts.tsv") }));

        Assert.Contains("The folder of the output " + PathOf("no/counts.tsv"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_AmongTheInputs_FailsTheJob_AndKeepsTheFile()
    {
        var input = Write("in.txt", "a");
        var error = await Assert.ThrowsAsync<JobFailedException>(() => CountAsync(new WordCountOptions { Paths = [_folder], Output = input }));

        Assert.Contains("is among the inputs", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", await File.ReadAllTextAsync(input, Ended));
    }

    [Fact]
    public async Task Job_ShowsItsCourse()
    {
        var input = Golden.PathOf("kjv-bible.txt");
        var job = await cluster.Data.StartAsync(new WordCountOptions { Paths = [input], SplitBytes = 128 << 10, Partitions = 5 }, Ended);
        var last = new JobStatus("", "", default, null, default, null, [], null, [], [], null);
        await foreach (var status in job.WatchAsync(Ended))
        {
            Assert.True(status.State >= last.State);
            Assert.True(Bytes(status) >= Bytes(last));
            last = status;
        }

        Assert.Equal((JobState.Succeeded, "WordCount", null), (last.State, last.Kind, last.Error));
        Assert.Equal([input], last.Inputs);
        Assert.Equal(["map", "shuffle", "reduce", "write"], last.Stages.Select(stage => stage.Name));
        Assert.All(last.Stages, stage => Assert.Equal(stage.Total, stage.Done));
        Assert.All(last.Stages, stage => Assert.True(stage.StartedAt <= stage.FinishedAt));
        Assert.Equal(new FileInfo(input).Length, last.Stages[0].Bytes);
        Assert.Equal(last.Stages[1].TotalBytes, last.Stages[1].Bytes);
        Assert.Equal(34 + 5, last.Partitions.Count);
        Assert.All(last.Partitions, partition => Assert.Equal(("done", 1), (partition.State, partition.Attempts)));
        Assert.Equal(3, last.Partitions.Select(partition => partition.Silo).Distinct().Count());

        static long Bytes(JobStatus status) => status.Stages is [var map, ..] ? map.Bytes : 0;
    }

    [Fact]
    public async Task Progress_IsReported_UntilTheEnd()
    {
        var reported = new List<JobStatus>();
        await cluster.Data.WordCountAsync(
            new WordCountOptions { Paths = [Golden.TextFolder] }, new SynchronousProgress(reported.Add), Ended);

        Assert.Equal(JobState.Succeeded, reported[^1].State);
        Assert.Single(reported, status => status.IsFinal);
    }

    [Fact]
    public async Task Start_Repeated_IsTheSameJob_AndRefusesOtherOptions()
    {
        var options = new WordCountOptions { Paths = [Write("in.txt", "a b")] };
        var id = $"mine-{Guid.NewGuid():N}";

        var first = await cluster.Data.StartAsync(id, options, Ended);
        var second = await cluster.Data.StartAsync(id, options with { Paths = [options.Paths[0]] }, Ended);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Data.StartAsync(id, options with { Top = 3 }, Ended));

        Assert.Equal((await first.WaitAsync(Ended)).Sha256, (await second.WaitAsync(Ended)).Sha256);
        Assert.Contains("has other options", error.Message, StringComparison.Ordinal);
        Assert.Single(await cluster.Data.ListAsync(1000, Ended), job => job.Id == id);
    }

    [Fact]
    public async Task Cancel_EndsTheJob_WithoutAFile()
    {
        var gate = Write("gate", "");
        var output = PathOf("counts.tsv");
        var job = await cluster.Data.StartAsync(Gated(gate, output), Ended);

        await job.CancelAsync(Ended);
        var status = await job.GetStatusAsync(Ended);
        File.Delete(gate);
        await job.CancelAsync(Ended);

        Assert.Equal((JobState.Cancelled, null), (status.State, status.Result));
        await Assert.ThrowsAsync<JobFailedException>(() => job.WaitAsync(Ended));
        Assert.False(File.Exists(output));
        Assert.Equal(JobState.Cancelled, Assert.Single(await cluster.Data.ListAsync(1000, Ended), listed => listed.Id == job.Id).State);
        await AssertNoTemporariesAsync();
    }

    [Fact]
    public async Task WordCount_WhoseCallerCancels_CancelsTheJob()
    {
        using var cancel = new CancellationTokenSource();
        string? id = null;
        var progress = new SynchronousProgress(status =>
        {
            id = status.Id;
            cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cluster.Data.WordCountAsync(new WordCountOptions { Paths = [Golden.TextFolder], SplitBytes = 64 << 10 }, progress, cancel.Token));

        Assert.True((await cluster.Data.Get(id!).GetStatusAsync(Ended)).IsFinal);
    }

    [Fact]
    public async Task Job_ThatNobodyStarted_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<JobNotFoundException>(() => cluster.Data.Get("nobody").GetStatusAsync(Ended));

        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_GivesTheNewestFirst()
    {
        var input = Write("in.txt", "a");
        var first = await cluster.Data.StartAsync(new WordCountOptions { Paths = [input] }, Ended);
        await first.WaitAsync(Ended);
        var second = await cluster.Data.StartAsync(new WordCountOptions { Paths = [input] }, Ended);
        await second.WaitAsync(Ended);

        var ids = (await cluster.Data.ListAsync(1000, Ended)).Select(job => job.Id).ToList();

        Assert.True(ids.IndexOf(second.Id) < ids.IndexOf(first.Id));
        Assert.Equal(2, (await cluster.Data.ListAsync(2, Ended)).Count);
    }

    private MapReduceOptions Gated(string gate, string output) => new()
    {
        Paths = [Write("in.txt", "a b c")],
        Output = output,
        Mapper = typeof(GatedMapper).FullName!,
        Reducer = typeof(WordCountReducer).FullName!,
        Settings = new Dictionary<string, string> { ["gate"] = gate },
    };

    private Task<JobResult> CountAsync(WordCountOptions options) => cluster.Data.WordCountAsync(options, cancellationToken: Ended);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content, new UTF8Encoding(false));
        return PathOf(name);
    }

    private void AssertNoTemporaries() => Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));

    /// <summary>A job that ended early is cleaned up shortly after its end.</summary>
    private async Task AssertNoTemporariesAsync()
    {
        while (Directory.GetFiles(_folder).Any(file => file.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            await Task.Delay(20, Ended);
        }
    }

    private sealed class SynchronousProgress(Action<JobStatus> report) : IProgress<JobStatus>
    {
        public void Report(JobStatus value) => report(value);
    }
}
