using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Silo.Locks;

/// <summary>Callers that wait for another holder of a lock.</summary>
internal sealed partial class HostedShard
{
    /// <summary>How long a question waits for something to happen; less than its caller waits for the answer.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(2);

    private readonly List<Watch> _watches = [];

    private sealed record Watch(LockKey Key, long Known, TaskCompletionSource<HolderNews> Answer);

    /// <summary>Who holds a lock exclusively, when that is another than <paramref name="known"/>; the same, when it is the same for a while.</summary>
    public async Task<HolderNews> WatchHolderAsync(LockKey key, long known)
    {
        var watch = new Watch(key, known, new TaskCompletionSource<HolderNews>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (NewsFor(watch) is { } news)
                return news;
            _watches.Add(watch);
        }

        await ((Task)watch.Answer.Task).WaitAsync(LongestWatch, _host.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            _watches.Remove(watch);
        return watch.Answer.Task.IsCompletedSuccessfully ? await watch.Answer.Task : new HolderNews(known);
    }

    /// <summary>After each thing that the shard did. Costs nothing while nobody watches.</summary>
    private void AnswerWatches()
    {
        for (var i = _watches.Count - 1; i >= 0; i--)
        {
            if (NewsFor(_watches[i]) is not { } news)
                continue;
            _watches[i].Answer.SetResult(news);
            _watches.RemoveAt(i);
        }
    }

    private HolderNews? NewsFor(Watch watch) =>
        _shard is { IsStopped: false } shard && shard.TryGetHolder(watch.Key, out var holder) && (holder?.Token ?? 0) != watch.Known
            ? new HolderNews(holder?.Token ?? 0, holder?.Session.Label, holder?.OwnerName)
            : null;
}
