namespace Cluster.Cli.Up;

/// <summary>An AppHost that can be started.</summary>
/// <param name="Path">Its project file, or its published assembly.</param>
/// <param name="WorkingDirectory">Where it runs, and so where its <c>.cluster</c> folder goes by default.</param>
internal sealed record AppHostProgram(string Path, string WorkingDirectory)
{
    /// <summary>True for a project that has to be built first.</summary>
    public bool IsProject => !Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The one that <paramref name="project"/> names; else the nearest one above the working directory, which runs in the folder it was found
    /// in; else the one that the tool brings along.
    /// </summary>
    /// <exception cref="CommandFailedException">There is none, or more than one (exit code 2).</exception>
    public static AppHostProgram Find(string? project, string workingDirectory, string toolFolder)
    {
        if (project is not null)
        {
            return new AppHostProgram(Named(System.IO.Path.GetFullPath(project, workingDirectory)), workingDirectory);
        }

        for (var at = new DirectoryInfo(workingDirectory); at is not null; at = at.Parent)
        {
            if (InFolder(at.FullName) is { } found)
            {
                return new AppHostProgram(found, at.FullName);
            }
        }

        var packaged = System.IO.Path.Combine(toolFolder, "apphost", "AppHost.dll");
        return File.Exists(packaged)
            ? new AppHostProgram(packaged, workingDirectory)
            : throw Refused($"No AppHost project in {workingDirectory} or above (AppHost/AppHost.csproj or *.AppHost.csproj). Name one with --project PATH.");
    }

    private static string Named(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        if (!Directory.Exists(path))
        {
            throw Refused($"--project {path} does not exist. Give an AppHost's project file or its folder.");
        }

        return Directory.GetFiles(path, "*.csproj") switch
        {
            [var one] => one,
            [] => throw Refused($"--project {path} holds no project. Give an AppHost's project file or its folder."),
            var several => throw Ambiguous(several),
        };
    }

    private static string? InFolder(string folder)
    {
        var usual = System.IO.Path.Combine(folder, "AppHost", "AppHost.csproj");
        if (File.Exists(usual))
        {
            return usual;
        }

        var named = Directory.EnumerateFiles(folder, "*.AppHost.csproj")
            .Concat(Directory.EnumerateDirectories(folder, "*.AppHost").SelectMany(inner => Directory.EnumerateFiles(inner, "*.AppHost.csproj")))
            .Order(StringComparer.Ordinal)
            .ToList();
        return named.Count > 1 ? throw Ambiguous(named) : named.SingleOrDefault();
    }

    private static CommandFailedException Ambiguous(IEnumerable<string> projects) =>
        Refused($"There is more than one project: {string.Join(", ", projects)}. Name the one meant with --project PATH.");

    private static CommandFailedException Refused(string message) => new(ExitCode.Usage, message);
}
