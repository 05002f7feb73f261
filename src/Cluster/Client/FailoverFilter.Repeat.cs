using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Cluster.Client;

internal sealed partial class FailoverFilter
{
    /// <summary>How many attempts follow each other at <see cref="ClusterClientOptions.AttemptTimeout"/>; the waits double after that.</summary>
    private const int SteadyAttempts = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    // Not a constructor's parameter: the runtime itself is made from the filters.
    private readonly Lazy<IGrainReferenceRuntime> _runtime = new(services.GetRequiredService<IGrainReferenceRuntime>);

    /// <summary>
    /// Attempts run beside each other: an attempt that is merely slow may still win, so a call that rightly takes longer than
    /// <see cref="ClusterClientOptions.AttemptTimeout"/> ends well, while one whose silo died is answered by a later attempt.
    /// </summary>
    private async Task RepeatAsync(Call call)
    {
        var cancelled = call.Request.GetCancellationToken();
        var running = new List<Task<Response>>(capacity: 1);
        var pause = FirstPause;
        Exception? lastFailure = null;

        for (var attempts = 1; ; attempts++)
        {
            running.Add(Attempt.StartAsync(_runtime.Value, call.Context, call.Request));
            var nextAttempt = Earlier(time.GetElapsedTime(call.Start) + Patience(attempts), call.Deadline);
            while (running.Count > 0 && await FirstEndedAsync(running, nextAttempt - time.GetElapsedTime(call.Start)) is { } ended)
            {
                running.Remove(ended);
                if (ended.Exception?.InnerException is TimeoutException && IsOver(call))
                {
                    running.ForEach(Forget);
                    throw GiveUp(call, lastFailure);
                }

                if (!IsTransport(ended.Exception?.InnerException))
                {
                    running.ForEach(Forget);
                    call.Context.Response = await ended;
                    return;
                }

                lastFailure = ended.Exception!.InnerException;
                nextAttempt = Earlier(nextAttempt, time.GetElapsedTime(call.Start) + pause);
                pause = Earlier(pause * 2, LongestPause);
            }

            if (nextAttempt - time.GetElapsedTime(call.Start) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, time, cancelled);
            }

            if (IsOver(call))
            {
                running.ForEach(Forget);
                throw GiveUp(call, lastFailure);
            }

            LogRepeating(logger, call, attempts + 1, lastFailure);
        }
    }

    /// <summary>How long the attempt of this number (from 1) is given before the next one is made.</summary>
    private TimeSpan Patience(int attempt) => _options.AttemptTimeout * Math.Pow(2, Math.Clamp(attempt - SteadyAttempts, 0, 16));

    private async Task<Task<Response>?> FirstEndedAsync(List<Task<Response>> running, TimeSpan patience)
    {
        var any = running.Count == 1 ? running[0] : (Task)Task.WhenAny(running);
        if (!any.IsCompleted && patience > TimeSpan.Zero)
        {
            await any.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return running.Find(static attempt => attempt.IsCompleted);
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
