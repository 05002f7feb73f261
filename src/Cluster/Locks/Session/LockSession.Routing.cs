using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>Which shards are reached together. What is believed here may be wrong at any time: a silo says which shards it does not have.</summary>
internal sealed partial class LockSession
{
    private static readonly TimeSpan AskElsewhereAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>An answer of a silo to a message that <paramref name="sender"/> has sent.</summary>
    public void Hear(LockBatchReply answer, LockSender sender)
    {
        var known = SenderTo(answer.Host, sender);
        foreach (var reply in answer.Replies)
        {
            var shard = _shards[reply.Shard]!;
            using (shard.Enter())
            {
                if (known is not null)
                    shard.SendBy(known);
                shard.Link.Receive(reply, Now);
            }
        }

        foreach (var index in answer.Elsewhere)
        {
            var shard = _shards[index]!;
            using (shard.Enter())
            {
                shard.SendBy(new LockSender(this, shard.Grain));
                shard.Link.NotDelivered(AskElsewhereAfter, Now);
            }
        }
    }

    /// <summary>The silo behind a sender does not answer: from now on each shard is asked for by itself, wherever it may be.</summary>
    public void Detour(LockSender sender)
    {
        if (IsDisposed)
            return;
        sender.Abandon();
        lock (_gate)
        {
            foreach (var host in _hosts.Where(h => h.Value == sender).Select(h => h.Key).ToArray())
                _hosts.Remove(host);
        }

        foreach (var shard in Shards())
        {
            using (shard.Enter())
            {
                if (shard.Sender == sender)
                    shard.SendBy(new LockSender(this, shard.Grain));
            }
        }
    }

    public void SendAgain(IEnumerable<int> shards, TimeSpan after)
    {
        foreach (var index in shards)
        {
            var shard = _shards[index]!;
            using (shard.Enter())
                shard.Link.NotDelivered(after, Now);
        }
    }

    /// <summary>Who sends to a silo that has answered; null when nobody does, as the sender that it answered was given up before.</summary>
    private LockSender? SenderTo(Guid host, LockSender sender)
    {
        lock (_gate)
        {
            if (_hosts.TryGetValue(host, out var known))
                return known;
            if (sender.IsAbandoned)
                return null;
            _hosts.Add(host, sender);
            return sender;
        }
    }
}
