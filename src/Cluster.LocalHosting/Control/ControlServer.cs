using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cluster.LocalHosting.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cluster.LocalHosting.Control;

/// <summary>Serves the control API that <see cref="ControlClient"/> documents, on loopback, to those who know the token.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int MostLines = 2_000;
    private readonly LocalEngine _engine;
    private readonly byte[] _authorization;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();

    public ControlServer(LocalEngine engine, string token)
    {
        _engine = engine;
        _authorization = Encoding.UTF8.GetBytes($"Bearer {token}");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();

        // The engine decides when the server ends: after the resources, not at the first Ctrl+C.
        builder.Services.AddSingleton<IHostLifetime, EngineLifetime>();
        _application = builder.Build();
        _application.Use(HandleAsync);
        Map(_application.MapGroup("/api"));
    }

    /// <summary>Starts to listen. The address.</summary>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await _application.StartAsync(cancellationToken);
        return _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private static Task ProblemAsync(HttpContext context, int status, string detail) => Results.Json(
        new { type = "about:blank", title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, detail },
        JsonSerializerOptions.Web,
        "application/problem+json",
        status).ExecuteAsync(context);

    private static async Task WriteLineAsync<T>(HttpContext context, T value)
    {
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/resources", () => _engine.Statuses);
        api.MapGet("/resources/watch", WatchAsync);
        api.MapGet("/resources/{name}/logs", LogsAsync);
        api.MapPost("/resources/{name}/start", (string name) => AnswerAsync(_engine.StartResourceAsync(name)));
        api.MapPost("/resources/{name}/stop", (string name) => AnswerAsync(_engine.StopResourceAsync(name)));
        api.MapPost("/resources/{name}/restart", (string name) => AnswerAsync(_engine.RestartResourceAsync(name)));
        api.MapPut("/resources/{group}/replicas", ScaleAsync);
        api.MapPost("/shutdown", () =>
        {
            _engine.RequestShutdown();
            return Results.Json(new { accepted = true }, JsonSerializerOptions.Web, statusCode: StatusCodes.Status202Accepted);
        });
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), _authorization))
        {
            await ProblemAsync(context, 401, "The token is missing or wrong. Send the one in .cluster/apphost.json as a bearer token.");
            return;
        }

        try
        {
            await next(context);
            if (context.Response is { StatusCode: 404 or 405, HasStarted: false })
            {
                await ProblemAsync(
                    context, context.Response.StatusCode, $"The control API has no {context.Request.Method} {context.Request.Path}.");
            }
        }
        catch (RequestRefusedException e) when (!context.Response.HasStarted)
        {
            await ProblemAsync(context, e.StatusCode, e.Message);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ProblemAsync(context, e.StatusCode, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The caller left, or the AppHost stops: the stream ends.
        }
    }

    private async Task<IReadOnlyList<ResourceStatus>> AnswerAsync(Task request)
    {
        await request;
        return _engine.Statuses;
    }

    private async Task<IReadOnlyList<ResourceStatus>> ScaleAsync(string group, HttpContext context)
    {
        ReplicasRequest? request;
        try
        {
            request = await context.Request.ReadFromJsonAsync<ReplicasRequest>(JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RequestRefusedException(400, $"The body is not understood: {e.Message} Send {{\"count\": 5}}.");
        }

        _engine.Scale(group, request?.Count ?? throw new RequestRefusedException(400, "The body has no count. Send {\"count\": 5}."));
        return _engine.Statuses;
    }

    private async Task WatchAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        context.Response.ContentType = "application/x-ndjson";
        while (true)
        {
            var changed = _engine.Board.Changed;
            await WriteLineAsync(context, _engine.Statuses);
            await changed.WaitAsync(ended.Token);
        }
    }

    private async Task LogsAsync(string name, HttpContext context, int tail = 200, bool follow = false)
    {
        if (tail is < 0 or > MostLines)
        {
            throw new RequestRefusedException(
                400, string.Create(CultureInfo.InvariantCulture, $"tail cannot be {tail}. Use 0 to {MostLines}; the log file has all lines."));
        }

        var names = _engine.NamesOf(name);
        context.Response.ContentType = "application/x-ndjson";
        if (!follow)
        {
            foreach (var line in _engine.Logs.Tail(names, tail))
            {
                await WriteLineAsync(context, line);
            }

            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await context.Response.StartAsync(ended.Token);
        await context.Response.Body.FlushAsync(ended.Token);
        await foreach (var line in _engine.Logs.FollowAsync(names, tail, ended.Token))
        {
            await WriteLineAsync(context, line);
        }
    }

    private sealed record ReplicasRequest(int? Count);

    private sealed class EngineLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
