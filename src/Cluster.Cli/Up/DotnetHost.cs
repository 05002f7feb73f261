using System.Runtime.InteropServices;

namespace Cluster.Cli.Up;

/// <summary>The <c>dotnet</c> that this command itself runs on, whether or not it is in the PATH.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var own = System.IO.Path.Combine(root, name);
        return File.Exists(own) ? own : name;
    }
}
