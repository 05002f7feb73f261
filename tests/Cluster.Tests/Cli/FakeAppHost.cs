using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Cluster.LocalHosting.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cluster.Tests.Cli;

/// <summary>
/// Serves the control API on loopback out of lists that the test sets, and writes the <c>.cluster</c> folder that leads to it.
/// </summary>
internal sealed class FakeAppHost : IAsyncDisposable
{
    private const string Token = "secret";
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;
    private readonly Channel<IReadOnlyList<ResourceStatus>> _changes = Channel.CreateUnbounded<IReadOnlyList<ResourceStatus>>();
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeAppHost(WebApplication app) => _app = app;

    /// <summary>The folder that holds <c>.cluster</c>.</summary>
    public string Folder => _folder.Path;

    public IReadOnlyList<ResourceStatus> Resources { get; set; } = [Resource("redis"), Resource("silo-1", "silo"), Resource("silo-2", "silo")];

    public IReadOnlyList<LogLine> Logs { get; set; } = [];

    /// <summary>When set, every request to change something is refused with this detail.</summary>
    public string? Refusal { get; set; }

    /// <summary>Called with each request that changes something, as <c>POST /api/...</c> and its body.</summary>
    public Action<string, string>? OnAction { get; set; }

    /// <summary>Every request, method and path with its query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Ends when a command has begun to watch.</summary>
    public Task Watched => _watched.Task;

    public static ResourceStatus Resource(string name, string? group = null, ResourceState state = ResourceState.Running, string? reason = null, int? exitCode = null) =>
        new(name, "project", group ?? name, state, reason, "a test", [$"http://127.0.0.1/{name}"], 4711, DateTimeOffset.UnixEpoch, 0, exitCode, null);

    public static async Task<FakeAppHost> StartAsync(int? processId = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeAppHost(app);
        fake.Map();
        await app.StartAsync();
        var info = new ControlInfo(app.Urls.Single(), Token, processId ?? Environment.ProcessId, Path.Combine(fake.Folder, ".cluster"), DateTimeOffset.UnixEpoch);
        fake._folder.File(".cluster/apphost.json", JsonSerializer.Serialize(info, JsonSerializerOptions.Web));
        return fake;
    }

    /// <summary>Lets those who watch see the resources anew.</summary>
    public void Change(IReadOnlyList<ResourceStatus> resources)
    {
        Resources = resources;
        _changes.Writer.TryWrite(resources);
    }

    /// <summary>Ends the stream of those who watch, as an AppHost does that ends.</summary>
    public void EndWatch() => _changes.Writer.Complete();

    public void WriteClientFile(string json) => _folder.File(".cluster/client.json", json);

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (context.Request.Headers.Authorization != $"Bearer {Token}")
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            await next(context);
        });
        _app.MapGet("/api/resources", () => Results.Json(Resources, JsonSerializerOptions.Web));
        _app.MapGet("/api/resources/watch", WatchAsync);
        _app.MapGet("/api/resources/{name}/logs", WriteLogsAsync);
        _app.MapPost("/api/resources/{name}/{action}", ActAsync);
        _app.MapPut("/api/resources/{group}/replicas", ActAsync);
        _app.MapPost("/api/shutdown", ActAsync);
    }

    private async Task WatchAsync(HttpContext context)
    {
        await WriteLineAsync(context, Resources);
        _watched.TrySetResult();
        await foreach (var resources in _changes.Reader.ReadAllAsync(context.RequestAborted))
        {
            await WriteLineAsync(context, resources);
        }
    }

    private async Task WriteLogsAsync(HttpContext context)
    {
        foreach (var line in Logs)
        {
            await WriteLineAsync(context, line);
        }

        if (context.Request.Query["follow"] == "true")
        {
            _watched.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }

    private async Task ActAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (Refusal is not null)
        {
            await Results.Problem(detail: Refusal, statusCode: StatusCodes.Status409Conflict).ExecuteAsync(context);
            return;
        }

        OnAction?.Invoke($"{context.Request.Method} {context.Request.Path}", body);
        await Results.Json(Resources, JsonSerializerOptions.Web).ExecuteAsync(context);
    }

    private static async Task WriteLineAsync<T>(HttpContext context, T line)
    {
        await context.Response.WriteAsync(JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
