using System.Diagnostics;

namespace Cluster.Faults.Silos;

/// <summary>Callers that call again as soon as they are answered, but for a moment that leaves the silos some of the processor, and what became of each call.</summary>
internal sealed class CallHistory : IAsyncDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Call> _calls = [];
    private readonly Task[] _callers;

    /// <summary>The starts of the answered calls of each caller, which rise: a caller calls again only when it is answered.</summary>
    private readonly List<TimeSpan>[] _answered;

    /// <summary>Starts one caller for each of the functions.</summary>
    public CallHistory(params Func<Task>[] calls)
    {
        _answered = [.. calls.Select(_ => new List<TimeSpan>())];
        _callers = [.. calls.Select((call, caller) => Task.Run(() => RunAsync(caller, call)))];
    }

    /// <summary>The calls so far, in the order in which they ended.</summary>
    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>How many calls of each caller have been answered since a moment.</summary>
    public int AnsweredSince(TimeSpan moment, int caller)
    {
        lock (_calls)
        {
            var first = _answered[caller].BinarySearch(moment);
            return _answered[caller].Count - (first < 0 ? ~first : first);
        }
    }

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public int Callers => _callers.Length;

    /// <summary>The longest time in which a caller got no answer: from one of its answers to its next.</summary>
    public TimeSpan LongestOutage() => Enumerable.Range(0, Callers).Max(caller =>
    {
        var answers = Calls.Where(call => call.Caller == caller && call.Failure is null).Select(call => call.End).Prepend(TimeSpan.Zero).ToArray();
        return answers.Zip(answers.Skip(1), (one, next) => next - one).DefaultIfEmpty(Now).Max();
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        _stop.Dispose();
    }

    private async Task RunAsync(int caller, Func<Task> call)
    {
        while (!_stop.IsCancellationRequested)
        {
            var start = Now;
            var failure = await Record.ExceptionAsync(call);
            lock (_calls)
            {
                _calls.Add(new Call(caller, start, Now, failure));
                if (failure is null)
                    _answered[caller].Add(start);
            }

            await Task.Delay(10);
        }
    }

    /// <summary>A call from its start to its end.</summary>
    internal sealed record Call(int Caller, TimeSpan Start, TimeSpan End, Exception? Failure);
}
