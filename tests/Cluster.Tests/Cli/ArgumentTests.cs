using Cluster.Cli;
using Cluster.Cli.Jobs;
using Cluster.Cli.Up;

namespace Cluster.Tests.Cli;

public sealed class ArgumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Terminal Terminal => new() { Output = TextWriter.Null, Error = TextWriter.Null, WorkingDirectory = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("64k", 65_536)]
    [InlineData("64 KiB", 65_536)]
    [InlineData("16MiB", 16 << 20)]
    [InlineData("1g", 1 << 30)]
    [InlineData("0", 0)]
    public void Size_Read_IsInPowersOf1024(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("-1")]
    [InlineData("1.5m")]
    [InlineData("1x")]
    [InlineData("99999999999g")]
    public void Size_Wrong_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(2_549_999, "2.5 MB")]
    [InlineData(999_960_000, "1.0 GB")]
    public void Size_Written_HasOneUnit(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Fact]
    public void Paths_Relative_BecomeAbsolute()
    {
        _folder.File("texts/a.txt");

        var paths = InputPaths.Resolve(["texts/a.txt", "texts", "texts/*.txt", "tex*/a.txt", "**/*.txt"], Terminal);

        Assert.Equal(
            ["texts/a.txt", "texts", "texts/*.txt", "tex*/a.txt", "**/*.txt"],
            paths.Select(path => Path.GetRelativePath(_folder.Path, path)));
        Assert.All(paths, path => Assert.True(Path.IsPathFullyQualified(path)));
    }

    [Theory]
    [InlineData("nope.txt")]
    [InlineData("nope/*.txt")]
    [InlineData("")]
    public void Paths_Absent_AreRefusedByName(string path)
    {
        var refused = Assert.Throws<CommandFailedException>(() => InputPaths.Resolve([path], Terminal));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(path, refused.Message);
    }

    [Fact]
    public void Output_InAFolderThatIsNotThere_IsRefused()
    {
        Assert.Throws<CommandFailedException>(() => InputPaths.ResolveOutput("nope/out.tsv", Terminal));
        Assert.Throws<CommandFailedException>(() => InputPaths.ResolveOutput(".", Terminal));
        Assert.Equal(Path.Combine(_folder.Path, "out.tsv"), InputPaths.ResolveOutput("out.tsv", Terminal));
    }

    [Fact]
    public async Task WordCount_OfAPathThatIsNotThere_NeverReachesTheCluster()
    {
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(appHost.Folder, ["wordcount", "nope.txt", "--json"], (_, _, _) => throw new InvalidOperationException("connected"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("nope.txt does not exist", run.ErrorDetail.GetProperty("message").GetString());
    }

    [Fact]
    public void StopWords_OfALanguageAndAFile_AreJoined()
    {
        _folder.File("mine.txt", "cluster\n\n  silo \nthe\n");

        var words = StopWords.Read(["en", "mine.txt"], Terminal);

        Assert.Contains("the", words);
        Assert.Contains("silo", words);
        Assert.Single(words, "the");
        Assert.DoesNotContain("", words);
    }

    [Fact]
    public void StopWords_Unknown_NamesTheLanguages()
    {
        var refused = Assert.Throws<CommandFailedException>(() => StopWords.Read(["klingon"], Terminal));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(" en ", refused.Message);
    }

    [Fact]
    public void JobAssembly_Copied_HasItsOwnDependenciesOnly()
    {
        var own = Path.Combine(_folder.Path, "OwnJob.dll");
        File.Copy(typeof(CsCheck.Gen).Assembly.Location, own);
        File.Copy(typeof(Xunit.Assert).Assembly.Location, Path.Combine(_folder.Path, "Dependency.dll"));
        File.Copy(typeof(ClusterClient).Assembly.Location, Path.Combine(_folder.Path, "Cluster.dll"));

        var copy = JobAssembly.CopyTo(Path.Combine(_folder.Path, "jobs"), own);
        var again = JobAssembly.CopyTo(Path.Combine(_folder.Path, "jobs"), own);

        Assert.Equal(copy, again);
        Assert.Equal(["Dependency.dll", "OwnJob.dll"], Directory.GetFiles(Path.GetDirectoryName(copy)!).Select(Path.GetFileName).Order());
        Assert.Single(Directory.GetDirectories(Path.Combine(_folder.Path, "jobs")));
    }

    [Fact]
    public void JobAssembly_ThatIsNone_IsRefused()
    {
        var text = _folder.File("no.dll", "text");

        Assert.Contains("no .NET assembly", Assert.Throws<CommandFailedException>(() => JobAssembly.CopyTo(_folder.Path, text)).Message);
        Assert.Contains("does not exist", Assert.Throws<CommandFailedException>(() => JobAssembly.CopyTo(_folder.Path, text + "x")).Message);
    }

    [Theory]
    [InlineData("AppHost/AppHost.csproj", "src/deep", "")]
    [InlineData("My.AppHost.csproj", "", "")]
    [InlineData("app/My.AppHost/My.AppHost.csproj", "app/src", "app")]
    public void AppHost_Nearest_IsFoundAndRunsWhereItWasFound(string project, string from, string runsIn)
    {
        var path = _folder.File(project);
        var working = Directory.CreateDirectory(Path.Combine(_folder.Path, from)).FullName;

        var program = AppHostProgram.Find(null, working, "/no-tool");

        Assert.Equal(path, program.Path);
        Assert.Equal(Path.GetFullPath(Path.Combine(_folder.Path, runsIn)).TrimEnd('/'), program.WorkingDirectory.TrimEnd('/'));
    }

    [Fact]
    public void AppHost_Absent_IsTheOneOfTheTool()
    {
        var packaged = _folder.File("tool/apphost/AppHost.dll");

        Assert.Equal(packaged, AppHostProgram.Find(null, _folder.Path, Path.Combine(_folder.Path, "tool")).Path);
        Assert.Contains("--project", Assert.Throws<CommandFailedException>(() => AppHostProgram.Find(null, _folder.Path, _folder.Path)).Message);
    }

    [Fact]
    public void AppHost_Ambiguous_IsRefusedWithAllNames()
    {
        _folder.File("A.AppHost.csproj");
        _folder.File("B.AppHost.csproj");

        var refused = Assert.Throws<CommandFailedException>(() => AppHostProgram.Find(null, _folder.Path, "/no-tool"));

        Assert.Contains("A.AppHost.csproj", refused.Message);
        Assert.Contains("B.AppHost.csproj", refused.Message);
    }

    [Fact]
    public async Task Up_WhileItRuns_IsRefused()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        File.WriteAllText(Path.Combine(appHost.Folder, "My.AppHost.csproj"), "");

        var run = await CliRun.RunAsync(appHost.Folder, ["up"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("runs already", run.Error);
    }
}
