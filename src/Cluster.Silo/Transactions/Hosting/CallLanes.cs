using System.Collections.Concurrent;
using Cluster.Transactions.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes a silo's requests to the processes that the participants were in last, many in a message. Safe for use by many threads at once.</summary>
internal sealed class CallLanes(IGrainFactory grains, Lazy<string> route, Action<ParticipantCall[]> deliverHere)
{
    private readonly ConcurrentDictionary<string, Lane<ParticipantCall>> _lanes = new(StringComparer.Ordinal);

    /// <summary>Sends a request; it may get lost.</summary>
    /// <param name="to">The process; null if it is not known, or is this one.</param>
    /// <param name="call">The request.</param>
    public void Send(string? to, ParticipantCall call) => _lanes.GetOrAdd(to ?? "", AddLane).Send(call);

    /// <summary>Forgets ways to processes that have been silent for long; to be called from time to time.</summary>
    public void Age()
    {
        foreach (var (to, lane) in _lanes)
        {
            if (lane.IsUnusedSinceLastAsked())
                _lanes.TryRemove(to, out _);
        }
    }

    private Lane<ParticipantCall> AddLane(string to)
    {
        if (to.Length == 0 || to == route.Value)
            return new Lane<ParticipantCall>(deliverHere);
        var peer = grains.GetGrain<ITransactionPeer>(GrainId.Parse(to));
        return new Lane<ParticipantCall>(calls => peer.DeliverAsync(route.Value, calls).Ignore());
    }
}
