namespace Cluster.Faults.Nodes;

/// <summary>The silo executable, as built beside this assembly in the same configuration.</summary>
internal static class NodeAssembly
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        for (var at = output; at is not null; at = at.Parent)
        {
            var node = System.IO.Path.Combine(at.FullName, "src", "Cluster.Node", "bin", configuration, output.Name, "Cluster.Node.dll");
            if (File.Exists(node))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"No Cluster.Node.dll in configuration {configuration} above {AppContext.BaseDirectory}: build src/Cluster.Node first.");
    }
}
