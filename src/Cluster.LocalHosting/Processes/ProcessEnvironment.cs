using System.Collections;

namespace Cluster.LocalHosting.Processes;

internal static class ProcessEnvironment
{
    /// <summary>The variables of the AppHost, without those that speak of the AppHost's own hosting.</summary>
    public static Dictionary<string, string> Inherited()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var name in (string[])["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE"])
        {
            variables.Remove(name);
        }

        return variables;
    }
}
