using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Cluster.Client;

/// <summary>
/// Stands between a client's grain references and Orleans: every call ends by its deadline, and a call marked <see cref="IdempotentAttribute"/>
/// is repeated while time is left.
/// </summary>
/// <remarks>
/// Orleans fails nothing in a client when the silo that was to answer dies: the call waits for its response timeout, whichever gateway it went
/// through, because the client does not watch membership.
/// </remarks>
internal sealed partial class FailoverFilter(
    IServiceProvider services,
    GatewayConnections connections,
    IOptions<ClusterClientOptions> options,
    TimeProvider time,
    ILogger<FailoverFilter> logger) : IOutgoingGrainCallFilter
{
    private readonly ClusterClientOptions _options = options.Value;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Attempt.Current is { } attempt)
        {
            return attempt.SendAsync(context);
        }

        if (context.Request is not RequestBase request || (request.Options & InvokeMethodOptions.OneWay) != 0 || context.TargetId.IsSystemTarget())
        {
            return context.Invoke();
        }

        var call = new Call(
            context, request, request.GetDefaultResponseTimeout() ?? _options.CallTimeout, connections.DisconnectedMark, time.GetTimestamp());
        return CallSafety.IsIdempotent(request) ? RepeatAsync(call) : SendOnceAsync(call);
    }

    private async Task SendOnceAsync(Call call)
    {
        var answer = call.Context.Invoke();
        try
        {
            await answer.WaitAsync(call.Deadline, time);
        }
        catch (TimeoutException) when (!answer.IsCompleted || IsOver(call))
        {
            if (answer.IsCompletedSuccessfully)
            {
                return; // it came in the last moment
            }

            Forget(answer);
            throw GiveUp(call, null);
        }
        catch (Exception failure) when (IsTransport(failure))
        {
            throw GiveUp(call, failure);
        }
    }

    private ClusterException GiveUp(Call call, Exception? failure)
    {
        if (connections.StillDisconnectedSince(call.DisconnectedMark))
        {
            return new ClusterUnreachableException($"{call} could not be sent: no silo could be reached. {failure?.Message}", failure);
        }

        return failure is null
            ? new OutcomeUnknownException($"{call} got no answer within its deadline of {call.Deadline}. It may have taken effect, or may yet.")
            : new OutcomeUnknownException($"{call} lost its silo or its connection. It may have taken effect. {failure.Message}", failure);
    }

    /// <summary>Whether the deadline has passed. Orleans' own response timeout ends at the same moment, and either may be noticed first.</summary>
    private bool IsOver(Call call) => time.GetElapsedTime(call.Start) >= call.Deadline;

    /// <summary>Failures of the way to the grain and back, as opposed to what the grain itself answered.</summary>
    private static bool IsTransport(Exception? failure) =>
        failure is OrleansMessageRejectionException or ConnectionFailedException or GatewayTooBusyException;

    private static void Forget(Task attempt) =>
        _ = attempt.ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>A call from its start to its deadline, over all attempts.</summary>
    private sealed record Call(IOutgoingGrainCallContext Context, RequestBase Request, TimeSpan Deadline, int? DisconnectedMark, long Start)
    {
        public override string ToString() => $"{Context.InterfaceName}.{Context.MethodName} on {Context.TargetId}";
    }
}
