using System.Reflection;
using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>Jobs with a mapper and a reducer of one's own.</summary>
[Collection(nameof(DataCluster))]
public sealed class MapReduceTests(DataCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-own-").FullName;

    /// <summary>The sample with a mapper and a reducer of its own, built beside the tests.</summary>
    private static string OwnJob => typeof(MapReduceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "OwnJob").Value!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Job_OfOwnClasses_FoldsAsTheReducerSays()
    {
        var result = await RunAsync(new MapReduceOptions
        {
            Paths = [Write("1 apple\n7 pear\n3 apple\n-2 plum\n5 pear\n")],
            Mapper = typeof(PriceMapper).FullName!,
            Reducer = typeof(MaxReducer).FullName!,
            SplitBytes = 64 << 10,
        });

        Assert.Equal([new("pear", 7), new("apple", 3), new("plum", -2)], result.Top);
        Assert.Equal(8, result.Total);
    }

    [Fact]
    public async Task Job_WithSettings_GivesThemToTheMapper()
    {
        var result = await RunAsync(new MapReduceOptions
        {
            Paths = [Write("1 apple\n7 pear\n")],
            Mapper = typeof(PriceMapper).FullName!,
            Reducer = typeof(MaxReducer).FullName!,
            Settings = new Dictionary<string, string> { ["factor"] = "10" },
        });

        Assert.Equal([new("pear", 70), new("apple", 10)], result.Top);
    }

    [Fact]
    public async Task Job_OfAnAssemblyInTheAllowedFolder_RunsItsClasses()
    {
        // Not this test assembly: while an assembly with aliases of Orleans is loaded twice, no other host of this process can start.
        var assembly = Path.Combine(cluster.JobAssemblies, "lines.dll");
        File.Copy(OwnJob, assembly, overwrite: true);
        var options = new MapReduceOptions
        {
            Paths = [Write("apple\npear\navocado\n")],
            Mapper = "OwnJob.LongestLineMapper",
            Reducer = "OwnJob.GreatestReducer",
            Assembly = assembly,
        };

        Assert.Equal([new("a", 7), new("p", 4)], (await RunAsync(options)).Top);
        Assert.Equal([new("a", 7), new("p", 4)], (await RunAsync(options with { Assembly = "lines.dll" })).Top);
    }

    [Fact]
    public async Task Job_OfBuiltInClassesByName_IsAWordCount()
    {
        var result = await RunAsync(new MapReduceOptions
        {
            Paths = [Golden.PathOf("devils-dictionary.txt")],
            Mapper = "Cluster.Data.WordCountMapper",
            Reducer = "Cluster.Data.WordCountReducer",
            Settings = new Dictionary<string, string> { ["words"] = "space" },
            Top = 20,
        });

        Golden.Of("devils-dictionary.txt", WordDefinition.Space).Check(result);
    }

    [Fact]
    public async Task Output_EscapesKeysThatHoldWhatSeparates()
    {
        var output = Path.Combine(_folder, "out.tsv");
        await RunAsync(new MapReduceOptions
        {
            Paths = [Write("1 a\tb\\c\n")],
            Output = output,
            Mapper = typeof(PriceMapper).FullName!,
            Reducer = typeof(MaxReducer).FullName!,
        });

        Assert.Equal("a\\tb\\\\c\t1\n", await File.ReadAllTextAsync(output, Ended));
    }

    [Theory]
    [InlineData("No.Such.Mapper", null, "No class No.Such.Mapper is found")]
    [InlineData("Cluster.Data.WordCountReducer", null, "must be a public class that derives from Cluster.Data.Mapper")]
    [InlineData("Cluster.Data.WordCountMapper", "/etc/hostname", "does not lie in the folder")]
    [InlineData("Cluster.Data.WordCountMapper", "../escape.dll", "does not lie in the folder")]
    [InlineData("Cluster.Data.WordCountMapper", "missing.dll", "does not exist on this silo")]
    [InlineData("Cluster.Data.WordCountMapper", "text.dll", "cannot be loaded")]
    public async Task Job_WhoseClassesCannotBeHad_Fails_SayingWhy(string mapper, string? assembly, string message)
    {
        await File.WriteAllTextAsync(Path.Combine(cluster.JobAssemblies, "text.dll"), "no assembly", Ended);

        var error = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(new MapReduceOptions
        {
            Paths = [Write("a")],
            Mapper = mapper,
            Reducer = "Cluster.Data.WordCountReducer",
            Assembly = assembly,
        }));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WhoseAssemblyIsALinkOutOfTheFolder_IsRefused()
    {
        var outside = Path.Combine(_folder, "outside.dll");
        File.Copy(typeof(PriceMapper).Assembly.Location, outside);
        var link = Path.Combine(cluster.JobAssemblies, "link.dll");
        File.Delete(link);
        File.CreateSymbolicLink(link, outside);

        var error = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(new MapReduceOptions
        {
            Paths = [Write("1 a")],
            Mapper = typeof(PriceMapper).FullName!,
            Reducer = typeof(MaxReducer).FullName!,
            Assembly = link,
        }));

        Assert.Contains("does not lie in the folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WhoseSettingsTheMapperRefuses_Fails_SayingWhy()
    {
        var error = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(new MapReduceOptions
        {
            Paths = [Write("a")],
            Mapper = "Cluster.Data.WordCountMapper",
            Reducer = "Cluster.Data.WordCountReducer",
            Settings = new Dictionary<string, string> { ["words"] = "syllables" },
        }));

        Assert.Contains("The setting words is 'syllables'; it must be one of Ascii, Unicode, Space", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WhoseMapperThrows_IsTriedAgain_AndFails_WithItsError()
    {
        var job = await cluster.Data.StartAsync(
            new MapReduceOptions { Paths = [Write("no price\n")], Mapper = typeof(PriceMapper).FullName!, Reducer = typeof(MaxReducer).FullName! }, Ended);
        var error = await Assert.ThrowsAsync<JobFailedException>(() => job.WaitAsync(Ended));
        var status = await job.GetStatusAsync(Ended);

        Assert.Contains("failed 4 times, the last time with: FormatException", error.Message, StringComparison.Ordinal);
        Assert.Equal(("failed", 4), (status.Partitions[0].State, status.Partitions[0].Attempts));
    }

    [Fact]
    public async Task Job_WhoseKeyIsTooLong_Fails_WithoutAnotherAttempt()
    {
        var job = await cluster.Data.StartAsync(new WordCountOptions { Paths = [Write(new string('x', (1 << 20) + 1))] }, Ended);
        var error = await Assert.ThrowsAsync<JobFailedException>(() => job.WaitAsync(Ended));

        Assert.Contains("a key may have at most 1,048,576 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await job.GetStatusAsync(Ended)).Partitions[0].Attempts);
    }

    private async Task<JobResult> RunAsync(MapReduceOptions options) => await (await cluster.Data.StartAsync(options, Ended)).WaitAsync(Ended);

    private string Write(string content)
    {
        var path = Path.Combine(_folder, "in.txt");
        File.WriteAllText(path, content);
        return path;
    }
}
