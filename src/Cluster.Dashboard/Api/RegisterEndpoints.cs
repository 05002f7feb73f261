using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Cluster.Dashboard.Live;
using Cluster.Registers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Cluster.Dashboard.Api;

/// <summary>Registers over HTTP, with texts as their values; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class RegisterEndpoints
{
    public const string SessionHeader = "Register-Session";
    public const string LevelHeader = "Register-Level";

    private const int MostListed = 10_000;
    private const string Path = Urls.Api + "/registers/";
    private const string NameIs = "The register, percent-encoded: a slash in a name is %2F.";

    private const string LevelIs =
        "What the operation promises: strong (the default), bounded:SECONDS, session, eventual, weak or replicas:READ,WRITE. The header Register-Level says the same.";

    public static void MapRegisters(this IEndpointRouteBuilder api)
    {
        var registers = api.MapGroup("/registers").WithTags("Registers")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        registers.MapGet("/", ListAsync).WithName("ListRegisters").WithSummary("The registers that exist, in order of names, with their replicas");
        registers.MapGet("/{name}", ReadAsync).WithName("ReadRegister").WithSummary("What a register holds; its version is the ETag")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        registers.MapPut("/{name}", WriteAsync).WithName("WriteRegister")
            .WithSummary("Write a register; with If-Match only over that version, with If-None-Match: * only if it is absent (compare-and-set)")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status504GatewayTimeout);
        registers.MapDelete("/{name}", DeleteAsync).WithName("DeleteRegister").WithSummary("Make a register absent; the deletion has a version, too")
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        registers.MapGet("/{name}/watch", Watch).WithName("WatchRegister")
            .WithSummary("What a register holds and then each newer value, as server-sent events; Last-Event-ID goes on behind that version")
            .Produces<RegisterRead>(StatusCodes.Status200OK, "text/event-stream");
        registers.MapGet("/{name}/replicas", ReplicasAsync).WithName("DescribeRegister").WithSummary("Where a register's replicas are and how they stand")
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/register-statistics", StatisticsAsync).WithTags("Registers").WithName("GetRegisterStatistics")
            .WithSummary("What each level has cost and how stale it was, since the silos started").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/register-drill", StartDrillAsync).WithTags("Registers").WithName("StartRegisterDrill")
            .WithSummary("Cut silos off from the others for registers, for a while, and see what becomes of operations on both sides")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/register-drill", GetDrillAsync).WithTags("Registers").WithName("GetRegisterDrill").WithSummary("The last drill, as far as it has come")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<IReadOnlyList<RegisterInUse>>> ListAsync(
        ClusterConnection cluster,
        [Description("Only registers whose names begin so.")] string prefix = "",
        [Description("At most how many, 1 to 10,000.")] int limit = 1000,
        CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MostListed)
        {
            throw new ArgumentException($"limit is {limit}; it must be from 1 to {MostListed}.");
        }

        var registers = await cluster.Client.Registers.ListAsync(prefix, limit, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<RegisterInUse>>([.. registers.Select(RegisterInUse.From)]);
    }

    private static async Task<Results<Ok<RegisterRead>, StatusCodeHttpResult, ProblemHttpResult>> ReadAsync(
        [Description(NameIs)] string name, HttpContext context, ClusterConnection cluster, [Description(LevelIs)] string? level = null, CancellationToken cancellationToken = default)
    {
        name = NameOf(context, name);
        var operation = Operation(context, level);
        var read = await cluster.Client.Registers.Get<string?>(name).ReadAsync(operation.Level, cancellationToken);
        Answer(context, read.Version, operation.Session);
        if (!read.Exists)
        {
            return TypedResults.Problem($"Register {name} is absent.", statusCode: StatusCodes.Status404NotFound);
        }

        return context.Request.Headers.IfNoneMatch == ETag(read.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(RegisterRead.From(name, read));
    }

    private static async Task<Results<Ok<RegisterWritten>, ProblemHttpResult>> WriteAsync(
        [Description(NameIs)] string name, WriteRegister request, HttpContext context, ClusterConnection cluster, [Description(LevelIs)] string? level = null, CancellationToken cancellationToken = default)
    {
        name = NameOf(context, name);
        var operation = Operation(context, level);
        var register = cluster.Client.Registers.Get<string?>(name);
        if (Expected(context) is not { } expected)
        {
            var written = await register.WriteAsync(request.Value, operation.Level, request.TimeToLive, cancellationToken);
            Answer(context, written.Version, operation.Session);
            return TypedResults.Ok(RegisterWritten.From(name, written));
        }

        if (operation.Level.Kind != ConsistencyKind.Strong)
        {
            throw new ArgumentException($"If-Match and If-None-Match ask for a compare-and-set, which is strong; the level is {operation.Level}. Leave one of the two out.");
        }

        var result = await register.CompareAndSetAsync(expected, request.Value, request.TimeToLive, cancellationToken);
        Answer(context, result.Current.Version, null);
        return result.Succeeded
            ? TypedResults.Ok(new RegisterWritten(name, result.Current.Version.ToString(), result.Current.Replica))
            : TypedResults.Problem(
                $"Nothing was written: {name} {(result.Current.Exists ? "has" : "is absent, at")} version {result.Current.Version}.", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<RegisterWritten>> DeleteAsync(
        [Description(NameIs)] string name, HttpContext context, ClusterConnection cluster, [Description(LevelIs)] string? level = null, CancellationToken cancellationToken = default)
    {
        name = NameOf(context, name);
        var operation = Operation(context, level);
        if (Expected(context) is not null)
        {
            throw new ArgumentException("A deletion takes no If-Match or If-None-Match: there is no compare-and-delete. Write a value that stands for nothing with PUT and If-Match instead.");
        }

        var deleted = await cluster.Client.Registers.Get<string?>(name).DeleteAsync(operation.Level, cancellationToken);
        Answer(context, deleted.Version, operation.Session);
        return TypedResults.Ok(RegisterWritten.From(name, deleted));
    }

    private static ServerSentEventsResult<RegisterRead> Watch(
        [Description(NameIs)] string name,
        HttpContext context,
        ClusterConnection cluster,
        [Description("Begin with what is newer than this version; the header Last-Event-ID says the same.")] string? after = null,
        CancellationToken cancellationToken = default)
    {
        var known = (after ?? context.Request.Headers["Last-Event-ID"].ToString()) is { Length: > 0 } version ? Version(version) : (RegisterVersion?)null;
        return TypedResults.ServerSentEvents(WatchAsync(cluster.Client.Registers.Get<string?>(NameOf(context, name)), known, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<RegisterRead>> WatchAsync(
        Register<string?> register, RegisterVersion? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var values = register.WatchAsync(after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(values, cancellationToken))
        {
            yield return new SseItem<RegisterRead>(RegisterRead.From(register.Name, values.Current)) { EventId = values.Current.Version.ToString() };
        }
    }

    /// <summary>That the reader goes is how a watch ends.</summary>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<RegisterValue<string?>> values, CancellationToken cancellationToken)
    {
        try
        {
            return await values.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<Results<Ok<RegisterInUse>, ProblemHttpResult>> ReplicasAsync(
        [Description(NameIs)] string name,
        HttpContext context,
        ClusterConnection cluster,
        [Description("Which of the registers of this name.")] RegisterType type = RegisterType.Value,
        CancellationToken cancellationToken = default)
    {
        name = NameOf(context, name);
        return await cluster.Client.Registers.DescribeAsync(name, type, cancellationToken) is { } status
            ? TypedResults.Ok(RegisterInUse.From(status))
            : TypedResults.Problem($"No replica has heard of a register {name} of type {type}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<RegisterFigures>> StatisticsAsync(ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(RegisterFigures.From(await cluster.Client.Registers.StatisticsAsync(cancellationToken)));

    private static async Task<Accepted> StartDrillAsync(StartDrill request, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        await cluster.Client.Registers.StartPartitionDrillAsync(request.CutOff, TimeSpan.FromSeconds(request.Seconds), cancellationToken);
        return TypedResults.Accepted(Urls.Api + "/register-drill");
    }

    private static async Task<Results<Ok<DrillReport>, ProblemHttpResult>> GetDrillAsync(
        ClusterConnection cluster,
        [Description("How many of its operations to leave out, because they are known already.")] int samplesFrom = 0,
        CancellationToken cancellationToken = default) =>
        await cluster.Client.Registers.PartitionDrillAsync(samplesFrom, cancellationToken) is { } drill
            ? TypedResults.Ok(DrillReport.From(drill))
            : TypedResults.Problem("There was no drill, or the silo that led it is gone.", statusCode: StatusCodes.Status404NotFound);

    private static (ConsistencyLevel Level, RegisterSession? Session) Operation(HttpContext context, string? level)
    {
        var session = context.Request.Headers[SessionHeader] is [{ Length: > 0 } token] ? Session(token) : null;
        var text = level ?? context.Request.Headers[LevelHeader].ToString();
        return RegisterLevels.Parse(text.Length == 0 && session is not null ? RegisterLevels.Session : text, session);
    }

    private static RegisterSession Session(string token)
    {
        try
        {
            return RegisterSession.Parse(token);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The header {SessionHeader} is no session: {e.Message} Send what an earlier answer had in this header, or leave it out to begin a session.", e);
        }
    }

    /// <summary>The version that a compare-and-set expects; null when the request is for none.</summary>
    private static RegisterVersion? Expected(HttpContext context) => (context.Request.Headers.IfMatch, context.Request.Headers.IfNoneMatch) switch
    {
        ({ Count: 0 }, { Count: 0 }) => null,
        ({ Count: 0 }, ["*"]) => RegisterVersion.None,
        ([{ Length: > 2 } tag], { Count: 0 }) when tag[0] == '"' && tag[^1] == '"' => Version(tag[1..^1]),
        ([{ } tag], { Count: 0 }) => throw new ArgumentException($"""If-Match is {tag}; it takes one version in quotes, as the ETag of an answer has it, such as "0.0.12"."""),
        _ => throw new ArgumentException("""A write takes If-Match with one version in quotes, such as "0.0.12", or If-None-Match: *, and not both."""),
    };

    private static RegisterVersion Version(string text)
    {
        try
        {
            return RegisterVersion.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    private static void Answer(HttpContext context, RegisterVersion version, RegisterSession? session)
    {
        if (version != RegisterVersion.None)
        {
            context.Response.Headers.ETag = ETag(version);
        }

        if (session is not null)
        {
            context.Response.Headers[SessionHeader] = session.ToString();
        }
    }

    private static StringValues ETag(RegisterVersion version) => $"\"{version}\"";

    /// <summary>Routing leaves %2F as it is but decodes %25, so that only what was sent tells a slash from the text "%2F".</summary>
    private static string NameOf(HttpContext context, string routed)
    {
        var sent = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = sent.IndexOf(Path, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? routed : Uri.UnescapeDataString(sent[(start + Path.Length)..].Split('/', '?')[0]);
    }
}
