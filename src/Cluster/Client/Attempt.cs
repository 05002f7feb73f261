using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Cluster.Client;

/// <summary>
/// One sending of a call that may be sent several times. A filter may invoke its own context only once at a time, so each attempt goes through the
/// filters as a call of its own, is recognised there, and hands its answer back to the call that it belongs to.
/// </summary>
internal sealed class Attempt
{
    private static readonly AsyncLocal<Attempt?> Running = new();

    private Response? _answer;

    /// <summary>The attempt that the caller is being invoked for, or null.</summary>
    public static Attempt? Current => Running.Value;

    public static async Task<Response> StartAsync(IGrainReferenceRuntime runtime, IOutgoingGrainCallContext call, RequestBase request)
    {
        var attempt = new Attempt();
        Running.Value = attempt;
        await runtime.InvokeMethodAsync((GrainReference)call.Grain, request, request.Options);
        return attempt._answer!;
    }

    public async Task SendAsync(IOutgoingGrainCallContext context)
    {
        // What answers, or a later filter that makes calls of its own, is no part of the attempt.
        Running.Value = null;
        await context.Invoke();
        _answer = context.Response;
    }
}
