using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Calling;

/// <summary>
/// Requests that go into the cluster one way, many in a message: what comes while messages are under way goes together in the next, and another one goes beside one that is under way only when it
/// carries no less. What gets lost is sent again by coordinators. Safe for use by many threads at once.
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
    private int _callsUnderWay;
    private bool _isWaking;

    /// <summary>The silo that answered last.</summary>
    public string? Silo { get; private set; }

    public void Send(ParticipantCall call)
    {
        lock (_gate)
        {
            if (_queue.Count < QueueLimit)
                _queue.Enqueue(call);
            if (_isWaking || !MayGo)
                return;
            _isWaking = true;
        }

        // Without the sender's context, which may be a transaction's.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        ParticipantCall[]? calls;
        lock (_gate)
        {
            _isWaking = false;
            calls = TakeUnderGate();
        }

        if (calls is not null)
            _ = SendAsync(calls);
    }

    private bool MayGo => _underWay < MessagesUnderWay && _queue.Count > 0 && _queue.Count >= Math.Min(_callsUnderWay, CallsPerMessage);

    private async Task SendAsync(ParticipantCall[] first)
    {
        for (var calls = first; calls is not null; calls = TakeNext(calls.Length))
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

    private ParticipantCall[]? TakeNext(int ended)
    {
        lock (_gate)
        {
            _underWay--;
            _callsUnderWay -= ended;
            return TakeUnderGate();
        }
    }

    private ParticipantCall[]? TakeUnderGate()
    {
        if (!MayGo)
            return null;
        var calls = new ParticipantCall[Math.Min(CallsPerMessage, _queue.Count)];
        for (var index = 0; index < calls.Length; index++)
            calls[index] = _queue.Dequeue();
        _underWay++;
        _callsUnderWay += calls.Length;
        return calls;
    }
}
