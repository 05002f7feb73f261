using Microsoft.Extensions.Configuration;

namespace Cluster.Silo.Membership;

/// <summary>The name that whoever launched this process gave it, in the words of OpenTelemetry.</summary>
internal static class ServiceInstance
{
    /// <summary><c>service.instance.id</c> of <c>OTEL_RESOURCE_ATTRIBUTES</c>, or null.</summary>
    public static string? Name(IConfiguration configuration)
    {
        foreach (var attribute in (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (attribute.Split('=', 2) is ["service.instance.id", { Length: > 0 } name])
            {
                return Uri.UnescapeDataString(name);
            }
        }

        return null;
    }
}
