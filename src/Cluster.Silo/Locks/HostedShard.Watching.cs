using Cluster.Locks.Protocol;
using Orleans.Runtime;

namespace Cluster.Silo.Locks;

/// <summary>Clients that want to be told when a lock has another holder. They ask anew every few seconds; in between they are told.</summary>
internal sealed partial class HostedShard
{
    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<LockKey, Watch> _watches = [];

    /// <summary>Who holds a lock exclusively.</summary>
    public HolderNews WatchHolder(LockKey key, string watcher)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(key, out var watch))
                _watches.Add(key, watch = new Watch(HolderOf(key)));
            watch.Watchers[watcher] = _host.Now + WatchedFor;
            return watch.Told = HolderOf(key);
        }
    }

    /// <summary>After each thing that the shard did. Costs nothing while nobody watches.</summary>
    private void TellWatchers()
    {
        if (_watches.Count == 0 || _shard!.IsStopped)
            return;
        foreach (var (key, watch) in _watches)
        {
            var news = HolderOf(key);
            if (news == watch.Told)
                continue;
            watch.Told = news;
            foreach (var (watcher, until) in watch.Watchers)
            {
                if (until > _host.Now)
                    _host.Grains.GetGrain<ILockClient>(GrainId.Parse(watcher)).HolderChangedAsync(key).Ignore();
                else
                    watch.Watchers.Remove(watcher);
            }

            if (watch.Watchers.Count == 0)
                _watches.Remove(key);
        }
    }

    private HolderNews HolderOf(LockKey key)
    {
        var isKnown = _shard!.TryGetHolder(key, out var holder);
        return new HolderNews(isKnown, holder?.Token ?? 0, holder?.Session.Label, holder?.OwnerName);
    }

    private sealed class Watch(HolderNews told)
    {
        /// <summary>What the watchers know, or have been told to ask for.</summary>
        public HolderNews Told { get; set; } = told;

        /// <summary>Routes of clients, and until when each is to be told.</summary>
        public Dictionary<string, TimeSpan> Watchers { get; } = [];
    }
}
