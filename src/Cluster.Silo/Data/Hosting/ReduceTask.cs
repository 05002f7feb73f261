using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Hosting;

/// <summary>
/// Fetches a partition's segment of every map output, folds them and sorts the result. From each silo it fetches one message of blocks at a
/// time, while it folds the one before. A segment is folded once it is there as a whole, so that one whose silo dies in between leaves
/// nothing behind, and a split counts once.
/// </summary>
internal sealed class ReduceTask(HostedJob job, HostedTask task) : IDisposable
{
    private const int ItemsAFetch = 256;
    private readonly HashSet<int> _taken = [];
    private readonly Dictionary<string, Task> _fetching = [];
    private readonly SemaphoreSlim _folding = new(1);
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(task.Stopping.Token);
    private ReduceMerge _merge = null!;

    private WorkerSet Workers => job.Services.Workers;

    private CancellationToken Stopping => _ending.Token;

    public async Task RunAsync()
    {
        using var merge = new ReduceMerge(
            await Workers.RunAsync(() => job.Code.CreateReducer(), Stopping), job.Services.Blocks, job.Services.Tables, job.Services.Options.TableBytes);
        _merge = merge;
        try
        {
            await ShuffleAsync();
        }
        finally
        {
            // However the shuffle ends, nothing may be folding any more when the table goes back to where others get it from.
            await _ending.CancelAsync();
            await Task.WhenAll(_fetching.Values).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        task.SetShuffled();
        var output = await Workers.RunAsync(merge.Finish, task.Stopping.Token);
        if (task.Stopping.IsCancellationRequested)
        {
            output.Dispose();
            return;
        }

        task.SetDone(output, output.Bytes);
    }

    public void Dispose()
    {
        _folding.Dispose();
        _ending.Dispose();
    }

    private async Task ShuffleAsync()
    {
        while (_taken.Count < job.Splits.Count)
        {
            var outputsChanged = job.OutputsChanged;
            foreach (var (host, attempts) in ToFetch())
            {
                if (!_fetching.ContainsKey(host))
                {
                    _fetching.Add(host, FetchFromAsync(host, attempts));
                }
            }

            await Task.WhenAny([.. _fetching.Values, outputsChanged]).WaitAsync(Stopping);
            foreach (var (host, fetch) in _fetching.Where(fetch => fetch.Value.IsCompleted).ToList())
            {
                await fetch;
                _fetching.Remove(host);
            }
        }

        // Every split is spoken for; the last ones may still be folded.
        await Task.WhenAll(_fetching.Values);
    }

    private Dictionary<string, List<TaskAttempt>> ToFetch()
    {
        var byHost = new Dictionary<string, List<TaskAttempt>>();
        for (var split = 0; split < job.Splits.Count; split++)
        {
            if (!_taken.Contains(split) && job.OutputOf(TaskId.Map(split)) is { } output && !task.HasLost(output.Attempt))
            {
                if (!byHost.TryGetValue(output.Host, out var attempts))
                {
                    byHost.Add(output.Host, attempts = []);
                }

                attempts.Add(output.Attempt);
            }
        }

        return byHost;
    }

    private async Task FetchFromAsync(string host, List<TaskAttempt> attempts)
    {
        using var segment = new ArrivingSegment(job.Services.Blocks);
        var next = 0;
        var arriving = FetchAsync(host, attempts, 0, 0);
        while (next < attempts.Count)
        {
            if (await arriving is not { } fetched)
            {
                attempts.Skip(next).ToList().ForEach(task.Lose);
                return;
            }

            // The next message is on its way while this one is folded.
            var (after, fromBlock) = PlaceAfter(fetched, next, segment.BlockCount);
            if (after < attempts.Count)
            {
                arriving = FetchAsync(host, attempts, after, fromBlock);
            }

            foreach (var item in fetched)
            {
                next = await TakeAsync(item, attempts, next, segment);
            }
        }
    }

    /// <summary>Takes an answer for the attempt that is next, and says which one is next then.</summary>
    private async Task<int> TakeAsync(FetchedItem item, List<TaskAttempt> attempts, int next, ArrivingSegment segment)
    {
        if (item.IsMissing)
        {
            task.Lose(attempts[next]);
            segment.Clear();
            return next + 1;
        }

        task.AddBytes(item.Blocks.Sum(block => (long)block.Length));
        segment.Add(item.Blocks, item.IsEnd);
        if (!item.IsEnd)
        {
            return next;
        }

        await FoldAsync(attempts[next].Task.Index, segment);
        segment.Clear();
        return next + 1;
    }

    private static (int Next, int FromBlock) PlaceAfter(IReadOnlyList<FetchedItem> fetched, int next, int fromBlock)
    {
        foreach (var item in fetched)
        {
            (next, fromBlock) = item.IsEnd || item.IsMissing ? (next + 1, 0) : (next, fromBlock + item.Blocks.Count);
        }

        return (next, fromBlock);
    }

    private Task<IReadOnlyList<FetchedItem>?> FetchAsync(string host, List<TaskAttempt> attempts, int next, int fromBlock)
    {
        var items = attempts.Skip(next).Take(ItemsAFetch)
            .Select((attempt, i) => new FetchItem(attempt, task.Attempt.Task.Index, i == 0 ? fromBlock : 0))
            .ToList();
        return OutputFetcher.FetchAsync(job, host, items, Stopping);
    }

    private async Task FoldAsync(int split, ArrivingSegment segment)
    {
        // Another silo may have delivered the split meanwhile, when this one was thought to be lost.
        if (!_taken.Add(split))
        {
            return;
        }

        await _folding.WaitAsync(Stopping);
        try
        {
            await Workers.RunAsync(() => segment.ForEachBlock(block => _merge.Add(block)), Stopping);
        }
        finally
        {
            _folding.Release();
        }
    }
}
