using Cluster.Locks.Protocol;
using Orleans.Runtime;

namespace Cluster.Silo.Locks;

/// <summary>
/// Gathers what shards have to say while one message is handled: answers to who sent it go back with the call, the rest goes out in one
/// message to each client.
/// </summary>
internal sealed class LockOutbox(string? caller = null)
{
    private readonly List<LockReply> _answers = [];
    private Dictionary<string, List<LockReply>>? _others;

    public void Add(string route, LockReply reply)
    {
        if (route == caller)
        {
            _answers.Add(reply);
            return;
        }

        _others ??= [];
        if (!_others.TryGetValue(route, out var replies))
            _others.Add(route, replies = []);
        replies.Add(reply);
    }

    public LockReply[] Answers() => [.. _answers];

    /// <summary>Sends what is not for the caller. What gets lost is repeated by the shards.</summary>
    public void Send(IGrainFactory grains)
    {
        if (_others is null)
            return;
        foreach (var (route, replies) in _others)
            grains.GetGrain<ILockClient>(GrainId.Parse(route)).HearAsync([.. replies]).Ignore();
    }
}
