using Microsoft.AspNetCore.Http;

namespace Cluster.ServiceDefaults;

/// <summary>Whose telemetry is collected: Orleans' and this project's own.</summary>
internal static class TelemetrySources
{
    /// <summary>Meters by name; a star stands for any ending.</summary>
    public static readonly string[] Meters = ["Microsoft.Orleans", "Cluster.*"];

    /// <summary>Not collected: Orleans counts a table of a million places for it, at each collection, which takes a sixth of what an idle silo takes.</summary>
    public const string DirectoryCacheSize = "orleans-directory-cache-size";

    /// <summary>Sources of traces by name; a star stands for any ending.</summary>
    public static readonly string[] Activities =
    [
        "Microsoft.Orleans.Application",
        "Microsoft.Orleans.Runtime",
        "Microsoft.Orleans.Lifecycle",
        "Microsoft.Orleans.Storage",
        "Cluster.*",
    ];

    /// <summary>Probes arrive every second or so and would drown what one looks for.</summary>
    public static bool IsWorthTracing(HttpContext request) => request.Request.Path.Value is not ("/health" or "/alive");
}
