using Cluster.LocalHosting;

namespace Cluster.Tests.LocalHosting;

/// <summary>The program of tests/Cluster.StandIn, built with these tests.</summary>
internal sealed class StandIn : IProjectMetadata
{
    public static string Assembly { get; } = Find();

    public string ProjectPath => Assembly;

    public string AssemblyPath => Assembly;

    private static string Find()
    {
        // .../tests/Cluster.Tests/bin/CONFIGURATION/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(tests, "Cluster.StandIn", "bin", output.Parent.Name, output.Name, "Cluster.StandIn.dll");
    }
}
