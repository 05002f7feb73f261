using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Projects;

/// <summary>One process of a project.</summary>
internal sealed class ProjectDriver : ResourceDriver
{
    private readonly Dictionary<string, int> _ports;
    private readonly ProjectConfiguration _configuration;
    private readonly PortAllocator _allocator;
    private readonly HttpClient _http;

    public ProjectDriver(ProjectResource project, string name, int number, ProjectConfiguration configuration, PortAllocator allocator, HttpClient http)
    {
        Project = project;
        Name = name;
        _configuration = configuration;
        _allocator = allocator;
        _http = http;

        // A port that was asked for can be had by one replica only.
        _ports = project.Endpoints.ToDictionary(e => e.Name, e => number == 1 && e.Port is { } port ? port : allocator.Take());
        if (project.Silo is not null)
        {
            (SiloPort, GatewayPort) = (allocator.Take(), allocator.Take());
        }
    }

    public ProjectResource Project { get; }

    /// <summary>The process's name: the project resource's, or that and a number for a replica.</summary>
    public string Name { get; }

    public int? SiloPort { get; }

    public int? GatewayPort { get; }

    public override string Type => "project";

    public override string Source => Path.GetFileNameWithoutExtension(Project.Metadata.ProjectPath);

    public override IReadOnlyList<string> Endpoints => [.. _ports.Keys.Select(UrlOf)];

    public override bool RunsToCompletion => Project.IsProgram;

    public string UrlOf(string endpoint) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[endpoint]}");

    public int PortOf(string endpoint) => _ports[endpoint];

    public override Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken)
    {
        var location = ProjectLocation.Find(Project.Metadata, AppContext.BaseDirectory);
        foreach (var endpoint in Project.Endpoints.Where(e => e.Port is not null && !PortAllocator.IsFree(_ports[e.Name])))
        {
            throw new CannotStartException(
                $"Port {_ports[endpoint.Name].ToString(CultureInfo.InvariantCulture)} is taken by another program. Stop that, or choose another port with --port.");
        }

        return Task.FromResult<ProcessSpec?>(new ProcessSpec(
            DotnetHost.Find(), ["exec", location.Assembly, .. Project.Arguments], _configuration.VariablesFor(this, location), location.WorkingDirectory));
    }

    public override async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        if (Project.HealthCheck is not { } check)
        {
            return HealthReport.Healthy;
        }

        try
        {
            using var response = await _http.GetAsync(new Uri(new Uri(UrlOf(check.EndpointName)), check.Path), cancellationToken);
            var reason = await ReasonAsync(response, cancellationToken);
            return (int)response.StatusCode != check.StatusCode
                ? HealthReport.Unhealthy(reason ?? $"{check.Path} answered {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}")
                : reason is null ? HealthReport.Healthy : HealthReport.Degraded(reason);
        }
        catch (HttpRequestException e)
        {
            return HealthReport.Unhealthy($"{check.Path} cannot be asked: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthReport.Unhealthy($"{check.Path} gave no answer within {_http.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var port in _ports.Values.Concat(new[] { SiloPort, GatewayPort }.OfType<int>()))
        {
            _allocator.Release(port);
        }

        return base.DisposeAsync();
    }

    /// <summary>What the entries of a health report that are not healthy say, or null when all are, or when the answer is no report.</summary>
    private static async Task<string?> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return null;
        }

        try
        {
            var report = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (report.ValueKind != JsonValueKind.Object || TextOf(report, "status") is null or "Healthy")
            {
                return null;
            }

            var reasons = report.TryGetProperty("entries", out var entries) && entries.ValueKind == JsonValueKind.Object
                ? entries.EnumerateObject()
                    .Where(e => TextOf(e.Value, "status") != "Healthy")
                    .Select(e => TextOf(e.Value, "description") is { Length: > 0 } description ? description : e.Name)
                : [];
            return string.Join("; ", reasons) is { Length: > 0 } text ? text : TextOf(report, "status");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
