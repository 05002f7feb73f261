using System.Text.Json;

namespace Cluster.Dashboard.Api;

/// <summary>A stream as one JSON object a line, each sent when it comes. A failure before the first line is an ordinary error response.</summary>
internal sealed class NdJson<T>(IAsyncEnumerable<T> items) : IResult
{
    public const string ContentType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;
        var options = httpContext.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>();
        await using var item = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            var any = await item.MoveNextAsync();
            httpContext.Response.ContentType = ContentType;
            while (any)
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(item.Current, options.Value.SerializerOptions);
                await httpContext.Response.Body.WriteAsync(line, cancellationToken);
                await httpContext.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                await httpContext.Response.Body.FlushAsync(cancellationToken);
                any = await item.MoveNextAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has gone, which is how a followed stream ends.
        }
    }
}
