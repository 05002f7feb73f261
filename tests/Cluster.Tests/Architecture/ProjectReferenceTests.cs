using System.Xml.Linq;

namespace Cluster.Tests.Architecture;

/// <summary>Which project may see which: <c>Dashboard, Cli, samples -> Cluster &lt;- Cluster.Silo &lt;- Cluster.Node</c>.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Cluster"] = [],
        ["Cluster.Locks.RabbitMq"] = ["Cluster"],
        ["Cluster.Transactions.Postgres"] = ["Cluster"],
        ["Cluster.Silo"] = ["Cluster"],
        ["Cluster.Node"] = ["Cluster.Silo", "Cluster", "ServiceDefaults"],
        ["Cluster.LocalHosting"] = [],
        ["Cluster.Dashboard"] = ["Cluster", "Cluster.LocalHosting", "ServiceDefaults"],
        ["Cluster.Cli"] = ["Cluster", "Cluster.LocalHosting"],
        ["ServiceDefaults"] = [],
    };

    public static TheoryData<string> Projects() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "ServiceDefaults", "ServiceDefaults.csproj"))
            .Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOthers_OnlyInTheDeclaredDirection(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.ContainsKey(name), $"{project} is new: declare here which projects it may see.");
        Assert.Empty(References(project).Except(Allowed[name]));
    }

    [Theory]
    [InlineData("samples")]
    public void Sample_SeesTheClientLibraryServiceDefaultsAndOtherSamples_AndTheSiloLibraryWhereItHostsOne_AndNothingElse(string folder)
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Empty(References(project).Except(["Cluster", "ServiceDefaults", .. projects.Select(Path.GetFileNameWithoutExtension)]).Except(Path.GetFileName(project) == "Bank.csproj" ? ["Cluster.Silo"] : [])));
    }

    [Fact]
    public void AppHost_LoadsNoExecutable_AndReferencesThemByProjectOnly()
    {
        var loaded = XDocument.Load(Path.Combine(Repository.Root, "AppHost", "AppHost.csproj"))
            .Descendants("ProjectReference")
            .SkipWhile(reference => reference.Attribute("Update") is null)
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => reference.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(["Cluster.LocalHosting"], loaded);
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Cluster.sln")).Replace('\\', '/');
        var projects = new[] { "src", "tests", "samples", "benchmarks", "AppHost", "ServiceDefaults" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));

        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
}
