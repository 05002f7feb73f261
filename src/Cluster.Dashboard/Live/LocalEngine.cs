namespace Cluster.Dashboard.Live;

/// <summary>The AppHost of the local engine that started this process, if one did.</summary>
internal sealed class LocalEngine : IDisposable
{
    /// <summary>Reads <c>CLUSTER_CONTROL_URL</c> and <c>CLUSTER_CONTROL_TOKEN</c>, which the local engine gives to each process it starts.</summary>
    public LocalEngine(IConfiguration configuration)
    {
        if (configuration["CLUSTER_CONTROL_URL"] is { Length: > 0 } url && configuration["CLUSTER_CONTROL_TOKEN"] is { Length: > 0 } token)
        {
            Control = new ControlClient(new ControlInfo(url, token, 0, configuration["CLUSTER_DATA"] ?? "", default));
        }
    }

    /// <summary>Calls the AppHost; null when something else (Aspire, a container engine, a person) started this process.</summary>
    public ControlClient? Control { get; }

    /// <summary>What to tell who asks for resources where there is no local engine.</summary>
    public static string Elsewhere =>
        "This dashboard was not started by the local engine, so resources are not managed here. "
        + "Under Aspire, start, stop and watch them in Aspire's own dashboard.";

    public void Dispose() => Control?.Dispose();
}
