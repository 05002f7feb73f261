using System.Runtime.CompilerServices;

namespace Cluster.Tests.Hosting;

/// <summary>
/// What the programs that tests start find in their environment. Silos and clients live for some seconds here, and without this the runtime spends a good part of their processor time on counting calls and on
/// compiling a second time what is called often: nothing is, except at full size, where loads last for a minute and only what is called 512 times is. Nor are pages of code mapped twice.
/// </summary>
internal static class StartedPrograms
{
    [ModuleInitializer]
    internal static void SetEnvironment()
    {
        // The runtime reads all of them as hexadecimal.
        if (Environment.GetEnvironmentVariable("CLUSTER_FAULTS") == "full")
            SetUnlessGiven("DOTNET_TC_CallCountThreshold", "200");
        else
            SetUnlessGiven("DOTNET_TC_CallCounting", "0");
        SetUnlessGiven("DOTNET_EnableWriteXorExecute", "0");
    }

    private static void SetUnlessGiven(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
            Environment.SetEnvironmentVariable(variable, value);
    }
}
