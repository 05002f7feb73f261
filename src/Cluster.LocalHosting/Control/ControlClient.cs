using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Cluster.LocalHosting.Control;

/// <summary>
/// Calls the control API of a running AppHost. The API, in JSON with a bearer token:
/// <code>
/// GET    /api/resources                              all resources
/// GET    /api/resources/watch                        the same at each change, one JSON array a line
/// GET    /api/resources/{name}/logs?tail=&amp;follow=    log lines, one JSON object a line; {name} may be a group
/// POST   /api/resources/{name}/start | stop | restart
/// PUT    /api/resources/{group}/replicas             {"count": 5}
/// POST   /api/shutdown
/// </code>
/// Errors are problem details (RFC 9457) whose <c>detail</c> says what was wrong and what would be right.
/// </summary>
public sealed class ControlClient : IDisposable
{
    /// <summary>The file in the data folder that says how to reach its AppHost.</summary>
    public const string FileName = "apphost.json";

    private readonly HttpClient _http;

    /// <summary>Creates a client of the AppHost that <paramref name="info"/> names.</summary>
    public ControlClient(ControlInfo info)
    {
        Info = info;
        _http = new HttpClient { BaseAddress = new Uri(info.Url), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", info.Token);
    }

    /// <summary>The AppHost that is called.</summary>
    public ControlInfo Info { get; }

    /// <summary>
    /// The AppHost that started this process, else the one whose <c>.cluster/apphost.json</c> is nearest above <paramref name="folder"/>
    /// (by default the working directory), or null when there is none or its process has ended.
    /// </summary>
    public static ControlInfo? Find(string? folder = null)
    {
        if (folder is null
            && Environment.GetEnvironmentVariable("CLUSTER_CONTROL_URL") is { Length: > 0 } url
            && Environment.GetEnvironmentVariable("CLUSTER_CONTROL_TOKEN") is { Length: > 0 } token)
        {
            return new ControlInfo(url, token, 0, Environment.GetEnvironmentVariable("CLUSTER_DATA") ?? "", default);
        }

        for (var at = new DirectoryInfo(folder ?? Environment.CurrentDirectory); at is not null; at = at.Parent)
        {
            if (FindIn(Path.Combine(at.FullName, ".cluster")) is { } info)
            {
                return info;
            }
        }

        return null;
    }

    /// <summary>The AppHost that runs over <paramref name="dataFolder"/> (a <c>.cluster</c> folder), or null when none does.</summary>
    /// <exception cref="ControlException">The folder's file is there but cannot be read.</exception>
    public static ControlInfo? FindIn(string dataFolder)
    {
        var file = Path.Combine(dataFolder, FileName);
        return File.Exists(file) && Read(file) is { } info && info.IsRunning() ? info : null;
    }

    /// <summary>All resources, in the order of the AppHost, replicas by number.</summary>
    public Task<IReadOnlyList<ResourceStatus>> GetResourcesAsync(CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<ResourceStatus>>(HttpMethod.Get, "api/resources", null, cancellationToken);

    /// <summary>All resources now and at each change, until the AppHost ends or the caller cancels.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ResourceStatus>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in StreamAsync<IReadOnlyList<ResourceStatus>>("api/resources/watch", cancellationToken))
        {
            yield return line;
        }
    }

    /// <summary>The last lines of a resource's or a group's log and, with <paramref name="follow"/>, those that come.</summary>
    public IAsyncEnumerable<LogLine> GetLogsAsync(string name, int tail = 200, bool follow = false, CancellationToken cancellationToken = default) =>
        StreamAsync<LogLine>(
            $"api/resources/{Uri.EscapeDataString(name)}/logs?tail={tail}&follow={(follow ? "true" : "false")}", cancellationToken);

    /// <summary>Starts a stopped resource.</summary>
    public Task StartAsync(string name, CancellationToken cancellationToken = default) => PostAsync(name, "start", cancellationToken);

    /// <summary>Stops a resource; a silo drains. Returns when it has ended.</summary>
    public Task StopAsync(string name, CancellationToken cancellationToken = default) => PostAsync(name, "stop", cancellationToken);

    /// <summary>Stops a resource and starts it again.</summary>
    public Task RestartAsync(string name, CancellationToken cancellationToken = default) => PostAsync(name, "restart", cancellationToken);

    /// <summary>Scales a group of replicas; those taken away drain first. Returns once the change is accepted; watch the resources to see it done.</summary>
    public Task<IReadOnlyList<ResourceStatus>> ScaleAsync(string group, int count, CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<ResourceStatus>>(
            HttpMethod.Put, $"api/resources/{Uri.EscapeDataString(group)}/replicas", new { count }, cancellationToken);

    /// <summary>Stops the whole application, in the reverse of its starting order. Returns when the AppHost has accepted it.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken = default) =>
        SendAsync<JsonElement>(HttpMethod.Post, "api/shutdown", null, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static ControlInfo? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<ControlInfo>(File.ReadAllBytes(file), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ControlException($"{file} cannot be read: {e.Message}. Stop the AppHost and start it again to have it written anew.", e);
        }
    }

    private Task PostAsync(string name, string action, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Post, $"api/resources/{Uri.EscapeDataString(name)}/{action}", null, cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            await ThrowUnlessSuccessAsync(response, cancellationToken);
            return (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken))!;
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw Unreachable(e);
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw Unreachable(e);
        }

        using (response)
        {
            await ThrowUnlessSuccessAsync(response, cancellationToken);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await ReadLineAsync(reader, cancellationToken) is { } line)
            {
                yield return JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!;
            }
        }
    }

    /// <summary>An AppHost that ends while it is being watched ends the stream; it is not a failure.</summary>
    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        string? detail = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var problem = JsonDocument.Parse(text);
            detail = problem.RootElement.TryGetProperty("detail", out var value) ? value.GetString() : null;
        }

        throw new ControlException(detail ?? (response.StatusCode == HttpStatusCode.Unauthorized
            ? "The AppHost refused the token. Use the one in .cluster/apphost.json."
            : $"The AppHost answered {(int)response.StatusCode}: {text}"), status: response.StatusCode);
    }

    private ControlException Unreachable(Exception e) =>
        new($"The AppHost at {Info.Url} cannot be reached ({e.Message}). Start it with `cluster up` or `dotnet run --project AppHost`.", e);
}
