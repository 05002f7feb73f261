using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>
/// Sends for all shards on one silo, one message at a time: what is said while a message is under way goes together in the next. So
/// messages get fewer for each lock, not more in all, as more callers lock at once.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="grain">The shard that takes the messages, for itself and its neighbours.</param>
internal sealed class LockSender(LockSession session, ILockShardGrain grain)
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<ClientShard> _ready = [];
    private readonly List<ClientShard> _noted = [];
    private TimeSpan _sentAt;
    private bool _sending;
    private bool _isAbandoned;

    /// <summary>A shard has something to send now. True when the caller is to <see cref="Run"/> the sender, once it is out of the shard.</summary>
    public bool Signal(ClientShard ready, TimeSpan now)
    {
        lock (_gate)
        {
            if (!ready.IsReady)
            {
                ready.IsReady = true;
                _ready.Add(ready);
            }

            if (!_sending)
            {
                _sending = true;
                _sentAt = now;
                return true;
            }

            // The silo does not answer. What waits for it must not wait for ever: each shard looks for its own way.
            if (now >= _sentAt + session.Settings.RetransmitAfter && !_isAbandoned)
            {
                _isAbandoned = true;
                ThreadPool.UnsafeQueueUserWorkItem(static sender => sender.Session.Detour(sender), this, preferLocal: false);
            }

            return false;
        }
    }

    /// <summary>A shard has something that can wait, and goes along with the next message.</summary>
    public void Note(ClientShard lazy)
    {
        if (lazy.IsNoted)
            return;
        lazy.IsNoted = true;
        lock (_gate)
            _noted.Add(lazy);
    }

    /// <summary>Sends what there is. Off any grain's scheduler: the message is the session's, and outlives the grain whose call it began with.</summary>
    public void Run()
    {
        if (TaskScheduler.Current == TaskScheduler.Default)
            _ = SendAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(static sender => _ = sender.SendAsync(), this, preferLocal: false);
    }

    /// <summary>It was given up, because the silo did not answer in time: it sends nothing any more.</summary>
    public bool IsAbandoned
    {
        get
        {
            lock (_gate)
                return _isAbandoned;
        }
    }

    public void Abandon()
    {
        lock (_gate)
            _isAbandoned = true;
    }

    private LockSession Session => session;

    private async Task SendAsync()
    {
        while (TakeRequests() is { } requests)
        {
            try
            {
                session.Hear(await grain.ExchangeAsync(new LockBatch(requests)).ConfigureAwait(false), this);
            }
            catch (Exception e)
            {
                // Lost, perhaps; whether it arrived does not matter, since what is not acknowledged is said again.
                session.Logger.NotSent(e);
                session.Detour(this);
                session.SendAgain(requests.Select(r => r.Shard), RetryAfterFailure);
            }
        }
    }

    /// <summary>The messages of all shards that have any; or null, and then nothing is under way any more.</summary>
    private LockRequest[]? TakeRequests()
    {
        var requests = new List<LockRequest>();
        while (requests.Count == 0)
        {
            ClientShard[] members;
            lock (_gate)
            {
                if (_isAbandoned || _ready.Count == 0 || session.IsDisposed)
                {
                    _sending = false;
                    return null;
                }

                members = [.. _ready, .. _noted];
                _ready.Clear();
                _noted.Clear();
                _sentAt = session.Now;
            }

            foreach (var member in members)
            {
                using (member.Enter())
                {
                    member.IsReady = false;
                    member.IsNoted = false;
                    if (member.Link.Take(session.Now, inCompany: true) is { } request)
                        requests.Add(request);
                }
            }
        }

        return [.. requests];
    }
}
