using Cluster.Data;
using Cluster.Programs.Nodes;
using Cluster.Tests.Hosting;
using Orleans.Runtime;

namespace Cluster.Programs.Data;

/// <summary>Jobs on real silo processes, while one of them is killed.</summary>
public sealed class JobFaultTests(JobSilos shared) : IClassFixture<JobSilos>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-jobs-").FullName;
    private SiloProcesses _silos = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>A job of <see cref="SlowJob"/> cannot finish its maps before this file is there.</summary>
    private string Gate { get; } = Path.Combine(Path.GetTempPath(), $"cluster-gate-{Guid.NewGuid():N}");

    private string Input => shared.Input;

    public async ValueTask InitializeAsync()
    {
        _silos = await shared.StandAsync(Ended);
    }

    public async ValueTask DisposeAsync()
    {
        await _silos.DisconnectAsync();
        File.Delete(Gate);
        Directory.Delete(_folder, recursive: true);
    }

    [Theory(Timeout = 240_000)]
    [InlineData(Strike.KillWorker)]
    [InlineData(Strike.KillDriver)]
    [InlineData(Strike.StopDriver)]
    public async Task Job_WhileASiloIsLost_WritesTheSameFile(Strike strike)
    {
        var cluster = await _silos.ConnectAsync(Ended);
        var expected = shared.ExpectedFile;
        var output = Path.Combine(_folder, "counts.tsv");
        var job = await cluster.Data.StartAsync(SlowJob(output), Ended);
        await WaitForMapsAsync(job, atLeast: 10);

        // As long as the gate is shut, what the victim has mapped is needed and has to be mapped again.
        var driver = await SiloOfAsync(cluster, job);
        var (victim, before) = await SiloWithMapsAsync(job, strike == Strike.KillWorker ? silo => silo != driver.Name : silo => silo == driver.Name);
        if (strike == Strike.StopDriver)
        {
            victim.Stop();
        }
        else
        {
            victim.Kill();
        }

        await WaitAsync(job, status => status.Partitions.Count > 0 && status.Partitions.All(partition => partition.Silo != victim.Name));
        OpenGate();
        var status = await LastAsync(job);

        Assert.Null(status.Error);
        Assert.Equal(JobState.Succeeded, status.State);
        Assert.Equal(expected, await File.ReadAllBytesAsync(output, Ended));
        Assert.Equal((JobSilos.Lines * 6) + 1, status.Result!.Total);
        if (strike != Strike.KillDriver)
        {
            // A killed driver may take its last second of counts along.
            Assert.Equal(before.Stages[0].StartedAt, status.Stages[0].StartedAt);
            Assert.All(
                before.Partitions.Where(partition => partition.Silo == victim.Name),
                partition => Assert.True(status.Partitions[partition.Index].Attempts > 1, $"{partition} was lost, but was started only once."));
        }

        Assert.DoesNotContain(status.Partitions, partition => partition.Silo == victim.Name);
        await Eventually.TrueAsync(() => victim.HasExited, $"{victim.Name} has ended");
        Assert.Equal([output], Directory.GetFiles(_folder));
    }

    [Fact(Timeout = 240_000)]
    public async Task WordCount_WhileASiloIsKilled_WritesTheSameFile()
    {
        var cluster = await _silos.ConnectAsync(Ended);
        var options = new WordCountOptions { Paths = [Input], SplitBytes = 64 << 10 };
        var calm = Path.Combine(_folder, "calm.tsv");
        var first = await cluster.Data.WordCountAsync(options with { Output = calm }, cancellationToken: Ended);
        var disturbed = Path.Combine(_folder, "disturbed.tsv");
        var job = await cluster.Data.StartAsync(options with { Output = disturbed }, Ended);

        _silos.Silos[1].Kill();
        var second = await job.WaitAsync(Ended);

        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Equal(await File.ReadAllBytesAsync(calm, Ended), await File.ReadAllBytesAsync(disturbed, Ended));
    }

    [Fact(Timeout = 240_000)]
    public async Task Job_WhoseClientIsGone_AndWhoseDriverIsKilled_EndsAllTheSame()
    {
        var cluster = await _silos.ConnectAsync(Ended);
        var output = Path.Combine(_folder, "counts.tsv");
        var job = await cluster.Data.StartAsync(SlowJob(output), Ended);
        await WaitForMapsAsync(job, atLeast: 5);

        // From here on nobody asks for the job: the silos themselves must notice that it has no driver.
        (await SiloOfAsync(cluster, job)).Kill();
        OpenGate();
        while (!File.Exists(output))
        {
            await Task.Delay(50, Ended);
        }

        Assert.Equal(shared.ExpectedFile, await File.ReadAllBytesAsync(output, Ended));
    }

    [Fact(Timeout = 240_000)]
    public async Task Job_WhileTheWholeClusterIsKilledAndStartedAgain_EndsOnce()
    {
        var cluster = await _silos.ConnectAsync(Ended);
        var output = Path.Combine(_folder, "counts.tsv");
        var job = await cluster.Data.StartAsync(SlowJob(output), Ended);
        await WaitForMapsAsync(job, atLeast: 5);

        await _silos.RestartAllAsync(Ended);
        OpenGate();
        cluster = await _silos.ConnectAsync(Ended);
        var status = await LastAsync(cluster.Data.Get(job.Id));

        Assert.Equal((JobState.Succeeded, null), (status.State, status.Error));
        Assert.Equal(shared.ExpectedFile, await File.ReadAllBytesAsync(output, Ended));
    }

    private MapReduceOptions SlowJob(string output) => new()
    {
        Paths = [Input],
        Output = output,
        SplitBytes = 64 << 10,
        Mapper = typeof(SlowWordMapper).FullName!,
        Reducer = "Cluster.Data.WordCountReducer",
        Assembly = "slow.dll",
        Settings = new Dictionary<string, string> { ["milliseconds"] = "20", ["gate"] = Gate },
    };

    private void OpenGate() => File.WriteAllBytes(Gate, []);

    private static Task WaitForMapsAsync(DataJob job, int atLeast) => WaitAsync(job, status => status.Stages[0].Done >= atLeast);

    /// <summary>A silo of the kind asked for that has or runs maps of the job, and the job as it was then.</summary>
    private async Task<(SiloProcess Silo, JobStatus Status)> SiloWithMapsAsync(DataJob job, Func<string, bool> isWanted)
    {
        var status = await WaitAsync(job, status => MappedOn(status) is not null);
        return (_silos.Silos.Single(silo => silo.Name == MappedOn(status)), status);

        string? MappedOn(JobStatus status) =>
            status.Partitions.FirstOrDefault(partition => partition is { Stage: "map", Silo: { } silo } && isWanted(silo))?.Silo;
    }

    private static async Task<JobStatus> WaitAsync(DataJob job, Func<JobStatus, bool> condition)
    {
        await foreach (var status in job.WatchAsync(Ended))
        {
            Assert.False(status.IsFinal, $"The job ended too early: {status.Error}");
            if (condition(status))
            {
                return status;
            }
        }

        throw new InvalidOperationException("A job's watch ends with its final status.");
    }

    private static async Task<JobStatus> LastAsync(DataJob job)
    {
        JobStatus? last = null;
        await foreach (var status in job.WatchAsync(Ended))
        {
            last = status;
        }

        return last!;
    }

    private async Task<SiloProcess> SiloOfAsync(ClusterClient cluster, DataJob job)
    {
        var address = await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(cluster.Grains.GetGrain<IJobGrain>(job.Id));
        return _silos.Silos.Single(silo => silo.SiloPort == address!.Endpoint.Port);
    }
}
