using System.Runtime.InteropServices;

namespace Cluster.LocalHosting.Processes;

/// <summary>How .NET programs are started with the runtime that runs this one.</summary>
internal static class DotnetHost
{
    /// <summary>The <c>dotnet</c> executable of the running runtime.</summary>
    /// <exception cref="CannotStartException">There is none beside the runtime, as in a self-contained AppHost.</exception>
    public static string Find()
    {
        // .../dotnet/shared/Microsoft.NETCore.App/10.0.x/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, "dotnet");
        return File.Exists(host)
            ? host
            : throw new CannotStartException($"There is no dotnet at {host}. Publish the AppHost framework-dependent, not self-contained.");
    }

    /// <summary>How to start this very program again.</summary>
    public static (string Path, IReadOnlyList<string> Arguments) Self()
    {
        var path = Environment.ProcessPath ?? throw new CannotStartException("The path of this program's executable is not known.");
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? (path, ["exec", System.Reflection.Assembly.GetEntryAssembly()!.Location])
            : (path, []);
    }
}
