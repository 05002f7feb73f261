using Cluster.LocalHosting;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Projects;

namespace Cluster.Tests.LocalHosting;

public sealed class ProjectLocationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Project _project;

    public ProjectLocationTests() => _project = new Project(
        Path.Combine(_folder.FolderPath, "src", "Shop.Web", "Shop.Web.csproj"), Path.Combine(_folder.FolderPath, "src", "Shop.Web", "bin", "Web.dll"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_InAWorkingCopy_IsTheBuildsOutputRunInTheProjectsFolder()
    {
        Touch(_project.AssemblyPath);

        var location = ProjectLocation.Find(_project, Path.Combine(_folder.FolderPath, "apphost"));

        Assert.Equal(new ProjectLocation(_project.AssemblyPath, Path.GetDirectoryName(_project.ProjectPath)!, true), location);
    }

    [Fact]
    public void Find_BesideAPackagedAppHost_IsThePackagedProgram()
    {
        var packaged = Path.Combine(_folder.FolderPath, "apphost", "resources", "Shop.Web", "Web.dll");
        Touch(_project.AssemblyPath);
        Touch(packaged);

        var location = ProjectLocation.Find(_project, Path.Combine(_folder.FolderPath, "apphost"));

        Assert.Equal(new ProjectLocation(packaged, Path.GetDirectoryName(packaged)!, false), location);
    }

    [Fact]
    public void Find_Nowhere_SaysBothPlacesAndHowToBuild()
    {
        var thrown = Assert.Throws<CannotStartException>(() => ProjectLocation.Find(_project, Path.Combine(_folder.FolderPath, "apphost")));

        Assert.Contains(_project.AssemblyPath, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("apphost", "resources", "Shop.Web", "Web.dll"), thrown.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Build it: dotnet build {_project.ProjectPath}", thrown.Message, StringComparison.Ordinal);
    }

    private static void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private sealed record Project(string ProjectPath, string AssemblyPath) : IProjectMetadata;
}
