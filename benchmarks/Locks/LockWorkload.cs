using System.Diagnostics;

namespace Cluster.Benchmarks.Locks;

/// <summary>Callers of one process that take a lock, do nothing with it, let go and take the next.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Callers">How many.</param>
/// <param name="Pick">Which lock a caller takes next.</param>
internal sealed record LockWorkload(string Title, int Callers, Func<int, Random, string> Pick)
{
    public async Task<LockRun> RunAsync(ILockContender contender, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        end.CancelAfter(duration);
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(contender, caller, end.Token), cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cancellationToken.ThrowIfCancellationRequested();
        return new LockRun(seconds, [.. callers.Select(c => c.Count)], [.. callers.SelectMany(c => c).Order()]);
    }

    private async Task<List<long>> CallAsync(ILockContender contender, int caller, CancellationToken end)
    {
        var random = new Random(caller);
        var waits = new List<long>(1 << 16);
        while (!end.IsCancellationRequested)
        {
            var asked = Stopwatch.GetTimestamp();
            await using (await contender.AcquireAsync(caller, Pick(caller, random)))
            {
                waits.Add(Stopwatch.GetTimestamp() - asked);
            }
        }

        return waits;
    }
}
