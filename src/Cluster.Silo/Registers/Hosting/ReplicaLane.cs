using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Requests to the replicas of one other silo, many in a message: what comes while messages are under way goes together in the next. What gets
/// lost is asked again by the proposers. Safe for use by many threads at once.
/// </summary>
internal sealed class ReplicaLane(string silo, ReplicaHosts hosts, ReplicaRouter router, ILogger logger)
{
    private const int MessagesUnderWay = 2;
    private const int CallsPerMessage = 1024;
    private const int BytesPerMessage = 2 << 20;

    /// <summary>A silo that does not answer is not worth the memory of more.</summary>
    private const int QueueLimit = 16 * CallsPerMessage;

    private readonly Lock _gate = new();
    private readonly Queue<OutgoingCall> _queue = new();
    private int _urgent;
    private int _underWay;

    public void Send(IEnumerable<OutgoingCall> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                if (_queue.Count >= QueueLimit)
                    break;
                _queue.Enqueue(call);
                if (!call.CanWait)
                    _urgent++;
            }

            if (_urgent == 0 || _underWay >= MessagesUnderWay)
                return;
            _underWay++;
        }

        _ = Task.Run(SendAsync);
    }

    /// <summary>Sends what could wait, if nothing came that it could travel with.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _underWay >= MessagesUnderWay)
                return;
            _urgent = Math.Max(_urgent, 1);
            _underWay++;
        }

        _ = Task.Run(SendAsync);
    }

    private async Task SendAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                if (hosts.Find(silo) is not { } host)
                    continue;
                var answers = await host.HandleAsync([.. batch.Select(call => ReplicaCallItem.Of(call.Register.Shard, call.Call.Request))]);
                router.Deliver(silo, batch, answers);
            }
            catch (Exception failure)
            {
                logger.CallsLost(failure, batch.Length, silo);
            }
        }
    }

    private OutgoingCall[]? TakeBatch()
    {
        lock (_gate)
        {
            if (_urgent == 0 || _queue.Count == 0)
            {
                _urgent = 0;
                _underWay--;
                return null;
            }

            var batch = new List<OutgoingCall>();
            for (var bytes = 0; batch.Count < CallsPerMessage && bytes < BytesPerMessage && _queue.TryDequeue(out var call); bytes += SizeOf(call.Call.Request))
            {
                batch.Add(call);
                if (!call.CanWait && _urgent > 0)
                    _urgent--;
            }

            return [.. batch];
        }
    }

    private static int SizeOf(ReplicaRequest request) => request switch
    {
        StoreRequest store => store.Value.Value?.Length ?? 0,
        ProposeRequest propose => (propose.Proposal.Result.Value?.Length ?? 0) + (propose.BaseValue?.Value?.Length ?? 0),
        _ => 0,
    };
}
