using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cluster.ServiceDefaults;

/// <summary>The body of <c>/health</c> and <c>/alive</c>.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy: the worst of the entries.</param>
/// <param name="Entries">The checks by name.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, HealthAnswer.Entry> Entries)
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthAnswer(
            report.Status.ToString(),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new Entry(entry.Value.Status.ToString(), entry.Value.Description ?? entry.Value.Exception?.Message))),
        HealthAnswerJson.Default.HealthAnswer,
        cancellationToken: context.RequestAborted);

    /// <summary>One check.</summary>
    internal sealed record Entry(string Status, string? Description);
}
