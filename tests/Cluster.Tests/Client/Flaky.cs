using Orleans.Concurrency;

namespace Cluster.Tests.Client;

[Reentrant]
public sealed class Flaky : Grain, IFlaky
{
    private static TaskCompletionSource _end = new();

    private readonly TaskCompletionSource<int> _met = new();
    private int _calls;

    /// <summary>Ends the calls that were left without an answer, once nobody waits for them: a silo does not stop while its grains are at work.</summary>
    public static void EndCalls() => Interlocked.Exchange(ref _end, new()).SetResult();

    public async Task<int> ReadAsync(int answerFrom)
    {
        var call = ++_calls;
        if (call < answerFrom)
        {
            await _end.Task;
        }

        return call;
    }

    public Task<int> AddAsync(int answerFrom) => ReadAsync(answerFrom);

    public Task<int> AddInHalfASecondAsync(int answerFrom) => ReadAsync(answerFrom);

    public Task<int> MeetAsync(int calls)
    {
        if (++_calls == calls)
        {
            _met.SetResult(_calls);
        }

        return _met.Task;
    }

    public Task FailAsync()
    {
        _calls++;
        throw new InvalidOperationException("The grain's own answer.");
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        _calls++;
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task<int> CountAsync() => Task.FromResult(_calls);
}
