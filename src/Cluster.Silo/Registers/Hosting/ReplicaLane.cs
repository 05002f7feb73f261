using Cluster.Silo.Registers.Durability;
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
    private const int MessagesUnderWay = 4;
    private const int CallsPerMessage = 1024;
    private const int BytesPerMessage = 2 << 20;

    /// <summary>A silo that does not answer is not worth the memory of more.</summary>
    private const int QueueLimit = 16 * CallsPerMessage;

    private readonly Lock _gate = new();
    private readonly Queue<OutgoingCall> _queue = new();
    private int _urgent;
    private int _messages;
    private int _underWay;

    public void Send(List<OutgoingCall> calls)
    {
        OutgoingCall[]? batch;
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

            batch = TakeBatch();
        }

        if (batch is not null)
            _ = SendAsync(batch);
    }

    /// <summary>Sends what could wait, if nothing came that it could travel with.</summary>
    public void Flush()
    {
        OutgoingCall[]? batch;
        lock (_gate)
        {
            if (_queue.Count == 0)
                return;
            _urgent = Math.Max(_urgent, 1);
            batch = TakeBatch();
        }

        if (batch is not null)
            _ = SendAsync(batch);
    }

    private async Task SendAsync(OutgoingCall[] batch)
    {
        // A grain's scheduler is no place for what the answers lead to.
        if (TaskScheduler.Current != TaskScheduler.Default)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var next = batch; next is not null; next = TakeNext(next.Length))
        {
            try
            {
                if (hosts.Find(silo) is not { } host)
                    continue;
                var answers = await host.HandleAsync(ReplicaMessages.Encode([.. next.Select(call => call.ToReplica)])).ConfigureAwait(false);
                router.Deliver(silo, next, ReplicaMessages.DecodeResponses(answers));
            }
            catch (Exception failure)
            {
                logger.CallsLost(failure, next.Length, silo);
            }
        }
    }

    private OutgoingCall[]? TakeNext(int ended)
    {
        lock (_gate)
        {
            _messages--;
            _underWay -= ended;
            return TakeBatch();
        }
    }

    /// <summary>
    /// The next message, if one is to go now: when many are asked for, few large messages cost the processors far less than many small ones, so another one goes only when it
    /// carries no less than all that are under way.
    /// </summary>
    private OutgoingCall[]? TakeBatch()
    {
        if (_queue.Count == 0)
            _urgent = 0;
        if (_urgent == 0 || _messages >= MessagesUnderWay || _queue.Count < Math.Min(_underWay, CallsPerMessage))
            return null;

        var batch = new List<OutgoingCall>(Math.Min(_queue.Count, CallsPerMessage));
        for (var bytes = 0; batch.Count < CallsPerMessage && bytes < BytesPerMessage && _queue.TryDequeue(out var call); bytes += SizeOf(call.Call.Request))
        {
            batch.Add(call);
            if (!call.CanWait && _urgent > 0)
                _urgent--;
        }

        _messages++;
        _underWay += batch.Count;
        return [.. batch];
    }

    private static int SizeOf(ReplicaRequest request) => request switch
    {
        StoreRequest store => store.Value.Value?.Length ?? 0,
        ProposeRequest propose => (propose.Proposal.Result.Value?.Length ?? 0) + (propose.BaseValue?.Value?.Length ?? 0),
        _ => 0,
    };
}
