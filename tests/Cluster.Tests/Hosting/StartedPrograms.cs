using System.Runtime.CompilerServices;

namespace Cluster.Tests.Hosting;

/// <summary>
/// What the programs that tests start find in their environment. Silos and clients live for some seconds here, and without this the runtime spends half of their processor time on compiling a second time
/// what they call thirty times: only what is called 512 times is compiled again. Nor are pages of code mapped twice.
/// </summary>
internal static class StartedPrograms
{
    [ModuleInitializer]
    internal static void SetEnvironment()
    {
        // The runtime reads both as hexadecimal.
        SetUnlessGiven("DOTNET_TC_CallCountThreshold", "200");
        SetUnlessGiven("DOTNET_EnableWriteXorExecute", "0");
    }

    private static void SetUnlessGiven(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
            Environment.SetEnvironmentVariable(variable, value);
    }
}
