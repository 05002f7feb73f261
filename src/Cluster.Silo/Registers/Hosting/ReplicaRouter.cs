using System.Collections.Concurrent;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Takes proposers' requests to replicas, on this silo or another, and the answers back.</summary>
internal sealed class ReplicaRouter(ReplicaHosts hosts, ReplicaStorage storage, ILogger<ReplicaRouter> logger)
{
    private readonly ConcurrentDictionary<(string Silo, bool Reads), ReplicaLane> _lanes = new();

    /// <summary>Sends requests, and those that answers lead to.</summary>
    public void Send(List<OutgoingCall> calls)
    {
        if (calls.Count == 0)
            return;
        foreach (var lane in calls.GroupBy(call => (call.Call.Replica, call.IsRead)))
        {
            if (lane.Key.Replica == hosts.Local)
            {
                foreach (var call in lane)
                    _ = HandleHereAsync(call);
            }
            else
            {
                _lanes.GetOrAdd(lane.Key, key => new ReplicaLane(key.Silo, hosts, this, logger)).Send(lane);
            }
        }
    }

    /// <summary>To be called from time to time: what could wait has waited.</summary>
    public void Flush()
    {
        foreach (var lane in _lanes.Values)
            lane.Flush();
    }

    public void Deliver(string silo, OutgoingCall[] calls, ReplicaResponse?[] responses)
    {
        var further = new List<OutgoingCall>();
        for (var index = 0; index < calls.Length; index++)
        {
            if (responses[index] is { } response)
                calls[index].Register.Receive(silo, calls[index].Call.Attempt, response, further);
        }

        Send(further);
    }

    private async Task HandleHereAsync(OutgoingCall call)
    {
        try
        {
            var response = await storage.Replicas.HandleAsync(call.Register.Shard, call.Call.Request);
            if (!call.CanWait)
                Deliver(hosts.Local, [call], [response]);
        }
        catch (Exception failure)
        {
            logger.ReplicaFailed(failure, call.Register.Shard);
        }
    }
}
