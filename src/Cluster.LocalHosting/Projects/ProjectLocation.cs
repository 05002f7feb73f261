using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Projects;

/// <summary>Where a project's program is, and the folder that it runs in.</summary>
/// <param name="Assembly">The program, as an absolute path.</param>
/// <param name="WorkingDirectory">The project's folder, where its content is; for a packaged program the program's own.</param>
/// <param name="IsBuildOutput">True when the program runs from where the AppHost's build put it; false for a packaged AppHost.</param>
internal sealed record ProjectLocation(string Assembly, string WorkingDirectory, bool IsBuildOutput)
{
    /// <summary>
    /// For a packaged AppHost the program in <c>resources/PROJECT</c> beside it; else the one that the AppHost's build made.
    /// </summary>
    /// <exception cref="CannotStartException">Neither is there.</exception>
    public static ProjectLocation Find(IProjectMetadata project, string appHostFolder)
    {
        var name = Path.GetFileNameWithoutExtension(project.ProjectPath);
        var folder = Path.Combine(appHostFolder, "resources", name);
        var packaged = Path.Combine(folder, Path.GetFileName(project.AssemblyPath));
        if (File.Exists(packaged))
        {
            return new ProjectLocation(packaged, folder, false);
        }

        return File.Exists(project.AssemblyPath)
            ? new ProjectLocation(project.AssemblyPath, Path.GetDirectoryName(project.ProjectPath)!, true)
            : throw new CannotStartException(
                $"The program of project {name} is neither at {packaged} nor at {project.AssemblyPath}. Build it: dotnet build {project.ProjectPath}");
    }
}
