using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Calling;

/// <summary>
/// Requests that go into the cluster one way, many in a message: what comes while messages are under way goes together in the next. What gets lost is sent
/// again by coordinators. Safe for use by many threads at once.
/// </summary>
internal sealed class GatewayLane(ITransactionGateway gateway, Lazy<string> route, ILogger logger) : IThreadPoolWorkItem
{
    private const int MessagesUnderWay = 2;
    private const int CallsPerMessage = 512;

    /// <summary>A way that nobody answers is not worth the memory of more.</summary>
    private const int QueueLimit = 64 * CallsPerMessage;

    private readonly Lock _gate = new();
    private readonly Queue<ParticipantCall> _queue = new();
    private int _underWay;

    /// <summary>The silo that answered last.</summary>
    public string? Silo { get; private set; }

    public void Send(ParticipantCall call)
    {
        lock (_gate)
        {
            if (_queue.Count < QueueLimit)
                _queue.Enqueue(call);
            if (_underWay >= MessagesUnderWay)
                return;
            _underWay++;
        }

        // Without the sender's context, which may be a transaction's.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute() => _ = SendAsync();

    private async Task SendAsync()
    {
        while (Take() is { } calls)
        {
            try
            {
                Silo = await gateway.DeliverAsync(route.Value, calls);
            }
#pragma warning disable CA1031 // Whatever went wrong on the way, the requests are sent again by those who wait for answers.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Silo = null;
                logger.CallsLost(failure, calls.Length);
            }
        }
    }

    private ParticipantCall[]? Take()
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                _underWay--;
                return null;
            }

            var calls = new ParticipantCall[Math.Min(CallsPerMessage, _queue.Count)];
            for (var index = 0; index < calls.Length; index++)
                calls[index] = _queue.Dequeue();
            return calls;
        }
    }
}
