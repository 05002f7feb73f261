namespace Cluster.Programs.Nodes;

/// <summary>The silo executable, as built beside this assembly in the same configuration.</summary>
internal static class NodeAssembly
{
    public static string Path { get; } = Of("src", "Cluster.Node");

    /// <summary>A program that was built beside this assembly in the same configuration.</summary>
    public static string Of(string folder, string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        for (var at = output; at is not null; at = at.Parent)
        {
            var node = System.IO.Path.Combine(at.FullName, folder, project, "bin", configuration, output.Name, $"{project}.dll");
            if (File.Exists(node))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"No {project}.dll in configuration {configuration} above {AppContext.BaseDirectory}: build {folder}/{project} first.");
    }
}
