using System.Collections.Concurrent;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Running;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes participants' answers to the processes that asked, many in a message. Safe for use by many threads at once.</summary>
internal sealed class AnswerLanes(IGrainFactory grains, Lazy<TransactionRunner> runner, ILogger<AnswerLanes> logger)
{
    private readonly ConcurrentDictionary<string, Lane<ParticipantAnswer>> _lanes = new(StringComparer.Ordinal);
    private readonly GatheredWork<ParticipantAnswer> _here = new(answers => runner.Value.Messenger.Hear(answers), logger);

    public void Send(Address to, ParticipantAnswer answer)
    {
        if (to.Route == runner.Value.Messenger.Route)
            _here.Add(answer);
        else
            _lanes.GetOrAdd(to.Route, AddLane).Send(answer);
    }

    /// <summary>Forgets ways to processes that have been silent for long; to be called from time to time.</summary>
    public void Age()
    {
        foreach (var (route, lane) in _lanes)
        {
            if (lane.IsUnusedSinceLastAsked())
                _lanes.TryRemove(route, out _);
        }
    }

    private Lane<ParticipantAnswer> AddLane(string route)
    {
        var peer = grains.GetGrain<ITransactionPeer>(GrainId.Parse(route));
        return new Lane<ParticipantAnswer>(answers => peer.HearAsync(answers).Ignore());
    }
}
