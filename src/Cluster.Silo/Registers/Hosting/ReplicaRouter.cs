using System.Collections.Concurrent;
using Cluster.Registers.Calling;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Takes proposers' requests to replicas, on this silo or another, and the answers back.</summary>
internal sealed class ReplicaRouter(ReplicaHosts hosts, ReplicaStorage storage, ReplicaRanks ranks, ILogger<ReplicaRouter> logger)
{
    private readonly ConcurrentDictionary<(string Silo, bool Reads), ReplicaLane> _lanes = new();

    /// <summary>Sends requests, and those that answers lead to.</summary>
    public void Send(List<OutgoingCall> calls)
    {
        if (calls.Count == 0)
            return;
        var lanes = new Dictionary<(string Silo, bool Reads), List<OutgoingCall>>();
        foreach (var call in calls)
        {
            var key = (call.Call.Replica, call.IsRead);
            if (!lanes.TryGetValue(key, out var lane))
                lanes.Add(key, lane = new List<OutgoingCall>(calls.Count));
            lane.Add(call);
        }

        // Those of others first: they work while this silo's own do.
        foreach (var (key, lane) in lanes)
        {
            if (key.Silo != hosts.Local)
                _lanes.GetOrAdd(key, added => new ReplicaLane(added.Silo, hosts, this, logger)).Send(lane);
        }

        foreach (var (key, lane) in lanes)
        {
            if (key.Silo == hosts.Local)
                _ = HandleHereAsync(lane);
        }
    }

    /// <summary>To be called from time to time: what could wait has waited.</summary>
    public void Flush()
    {
        foreach (var lane in _lanes.Values)
            lane.Flush();
    }

    public void Deliver(string silo, IReadOnlyList<OutgoingCall> calls, ReplicaResponse?[] responses)
    {
        ranks.Heard(silo);
        var further = new List<OutgoingCall>();
        Gathering.Together(further, outgoing =>
        {
            for (var index = 0; index < calls.Count; index++)
            {
                if (responses[index] is { } response)
                    calls[index].Register.Receive(silo, calls[index].Call.Attempt, response, outgoing);
            }
        }, isFree: false);
        Send(further);
    }

    private async Task HandleHereAsync(List<OutgoingCall> calls)
    {
        try
        {
            var responses = await storage.Replicas.HandleAsync([.. calls.Select(call => call.ToReplica)], (shard, failure) => logger.ReplicaFailed(failure, shard)).ConfigureAwait(false);
            Deliver(hosts.Local, calls, responses);
        }
        catch (Exception failure)
        {
            logger.ReplicaFailed(failure, calls[0].Register.Shard);
        }
    }
}
