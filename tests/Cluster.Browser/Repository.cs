namespace Cluster.Browser;

/// <summary>Where the built programs and the sample texts lie, and where screenshots go.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The configuration and framework that the tests were built with: <c>Debug/net10.0</c>.</summary>
    private static readonly string Flavour = Path.GetRelativePath(
        Path.Combine(Root, "tests", "Cluster.Browser", "bin"), AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string AppHost => Path.Combine(Root, "AppHost", "bin", Flavour, "AppHost.dll");

    public static string Dashboard => Path.Combine(Root, "src", "Cluster.Dashboard", "bin", Flavour, "Cluster.Dashboard.dll");

    public static string Cli => Path.Combine(Root, "src", "Cluster.Cli", "bin", Flavour, "Cluster.Cli.dll");

    public static string OwnJob => Path.Combine(Root, "samples", "OwnJob", "bin", Flavour, "OwnJob.dll");

    public static string Text(string name) => Path.Combine(Root, "samples", "data", "text", name);

    public static string Screenshot(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "browser"));
        return Path.Combine(folder.FullName, $"{name}.png");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Cluster.sln.");
        }

        return folder.FullName;
    }
}
