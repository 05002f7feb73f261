using System.Diagnostics;

namespace Cluster.StandIn;

/// <summary>A web application whose health, end and children are told to it over HTTP.</summary>
internal static class Service
{
    /// <summary>The first address that this process was given of a service.</summary>
    public static string? FirstAddress() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .FirstOrDefault(v => v.Key is string key && key.StartsWith("services__", StringComparison.Ordinal) && key.EndsWith("__0", StringComparison.Ordinal))
        .Value as string;

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var application = builder.Build();
        var health = "Healthy";
        application.MapGet("/health", () => Results.Json(
            new { status = health, entries = new { membership = new { status = health, description = $"membership is {health}" } } },
            statusCode: health == "Unhealthy" ? 503 : 200));
        application.MapPost("/health/{state}", (string state) => health = state);
        application.MapPost("/exit/{code}", (int code) => Environment.Exit(code));
        application.MapGet("/environment", () => Environment.GetEnvironmentVariables());

        // A grandchild in a session of its own, out of reach of signals to this process's group.
        application.MapPost("/child", () => Process.Start("setsid", ["sleep", "1000"]).Id);
        await application.RunAsync();
        Console.WriteLine("ended in order");
    }
}
