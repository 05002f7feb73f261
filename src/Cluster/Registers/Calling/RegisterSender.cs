using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>
/// Sends operations to one silo, many in a message: what comes while messages are under way goes together in the next. Operations that take
/// longer than a message is to take are asked for again. Safe for use by many threads at once.
/// </summary>
internal sealed class RegisterSender(IRegisterRoute route)
{
    private const int MessagesUnderWay = 4;
    private const int OpsPerMessage = 512;
    private const int BytesPerMessage = 1 << 20;

    /// <summary>Who carries an operation out ends it at its deadline; the news may take so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<RegisterCall> _queue = new();
    private readonly Dictionary<RegisterOpId, RegisterCall> _pending = [];
    private int _messages;
    private int _underWay;
    private bool _isStarting;
    private bool _collecting;

    /// <summary>Sends operations.</summary>
    public void Send(IEnumerable<RegisterCall> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                call.Attempts++;
                _queue.Enqueue(call);
            }

            StartUnderGate();
        }
    }

    /// <summary>Asks what became of an operation that was sent before, perhaps another way.</summary>
    public void Collect(IEnumerable<RegisterCall> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
                _pending[call.Op.Id] = call;
            if (_collecting || _pending.Count == 0)
                return;
            _collecting = true;
        }

        _ = Task.Run(CollectAsync);
    }

    /// <summary>
    /// Whether another message is to go now. Few large ones cost the processors far less than many small ones, so another one goes only when it carries no less than all that are under way.
    /// </summary>
    private bool MayGo => _queue.Count > 0 && _messages < MessagesUnderWay && _queue.Count >= Math.Min(_underWay, OpsPerMessage);

    /// <summary>Sends another message if one is to go: behind what the threads have yet to do, since callers that were answered together call again together and can go together.</summary>
    private void StartUnderGate()
    {
        if (_isStarting || !MayGo)
            return;
        _isStarting = true;
        ThreadPool.UnsafeQueueUserWorkItem(static sender => sender.Start(), this, preferLocal: false);
    }

    private void Start()
    {
        RegisterCall[]? batch;
        lock (_gate)
        {
            _isStarting = false;
            batch = TakeBatch();

            // What did not fit.
            StartUnderGate();
        }

        if (batch is not null)
            _ = SendAsync(batch);
    }

    private async Task SendAsync(RegisterCall[] batch)
    {
        try
        {
            RegisterOp[] ops = [.. batch.Select(call => call.Op)];
            var reply = await route.ExecuteAsync(ops);
            route.Heard(ops, reply);
            Collect(End(batch, reply.Replies));
        }
        catch (Exception failure)
        {
            foreach (var call in batch)
                route.Lost(call, failure);
        }

        lock (_gate)
        {
            _messages--;
            _underWay -= batch.Length;
            StartUnderGate();
        }
    }

    /// <summary>The next message; null when none is to go now.</summary>
    private RegisterCall[]? TakeBatch()
    {
        if (!MayGo)
            return null;
        var batch = new List<RegisterCall>();
        for (var bytes = 0; batch.Count < OpsPerMessage && bytes < BytesPerMessage && _queue.TryDequeue(out var call); bytes += call.Op.Value?.Length ?? 0)
            batch.Add(call);
        _messages++;
        _underWay += batch.Count;
        return [.. batch];
    }

    private async Task CollectAsync()
    {
        while (TakePending() is { } pending)
        {
            try
            {
                var reply = await route.CollectAsync([.. pending.Select(call => call.Key)]);
                route.Heard([], reply);
                Remove(pending.Except(End(pending, reply.Replies)));
            }
            catch (Exception failure)
            {
                Remove(pending);
                foreach (var call in pending)
                    route.Lost(call, failure);
            }
        }
    }

    private RegisterCall[]? TakePending()
    {
        lock (_gate)
        {
            _collecting = _pending.Count > 0;
            return _collecting ? [.. _pending.Values.Take(OpsPerMessage)] : null;
        }
    }

    private void Remove(IEnumerable<RegisterCall> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
                _pending.Remove(call.Op.Id);
        }
    }

    /// <summary>Ends what is done and gives what is still under way.</summary>
    private List<RegisterCall> End(RegisterCall[] calls, RegisterReply[] replies)
    {
        var pending = new List<RegisterCall>();
        for (var index = 0; index < calls.Length; index++)
        {
            var (call, reply) = (calls[index], replies[index]);
            if (reply.Kind == RegisterReplyKind.Pending && route.Now > call.Deadline + Grace)
                call.EndUnanswered();
            else if (reply.Kind == RegisterReplyKind.Pending)
                pending.Add(call);
            else if (reply.Kind == RegisterReplyKind.NotKnown)
                route.Forgotten(call);
            else
                call.End(reply);
        }

        return pending;
    }
}
