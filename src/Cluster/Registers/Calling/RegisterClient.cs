using Cluster.Registers.Protocol;

namespace Cluster.Registers.Calling;

/// <summary>
/// A client process's way to all registers: a few senders, each over another silo where it can be, so that what is lost one way is asked for another way.
/// </summary>
internal sealed class RegisterClient
{
    private const int Ways = 8;

    private readonly Guid _id = Guid.NewGuid();
    private readonly GatewayRoute[] _routes;
    private readonly string?[] _homes = new string?[RegisterShards.Count];
    private readonly TimeProvider _time;
    private readonly SilentSilos _silent;
    private readonly INearRegisters? _near;
    private readonly long _began;
    private long _ops;

    public RegisterClient(IGrainFactory grains, TimeProvider time, RegistersClientOptions options, INearRegisters? near)
    {
        _near = near;
        (_time, _silent, Timeout, _began) = (time, new SilentSilos(time), options.Timeout, time.GetTimestamp());
        _routes = [.. Enumerable.Range(0, Ways).Select(way => new GatewayRoute(this, way, grains.GetGrain<IRegisterGateway>(way)))];
    }

    /// <summary>How long an operation may take.</summary>
    public TimeSpan Timeout { get; }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Carries out an operation; the reply is never <see cref="RegisterReplyKind.Pending"/>.</summary>
    public Task<RegisterReply> ExecuteAsync(RegisterOp op, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RegisterTelemetry.IsObserved ? RegisterTelemetry.ObserveAsync(op, () => SendAsync(op, cancellationToken)) : SendAsync(op, cancellationToken);
    }

    private Task<RegisterReply> SendAsync(RegisterOp op, CancellationToken cancellationToken)
    {
        if (_near?.TryExecute(op) is { } reply)
            return reply.IsCompleted ? reply : reply.WaitAsync(cancellationToken);
        var call = new RegisterCall(op, Now + op.Timeout);
        RouteTo(op.Shard).Sender.Send([call]);
        return call.Reply.WaitAsync(cancellationToken);
    }

    /// <summary>Carries out many operations, those for one silo in one message.</summary>
    public async Task<RegisterReply[]> ExecuteAsync(IReadOnlyList<RegisterOp> ops, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var calls = ops.Select(op => new RegisterCall(op, Now + op.Timeout)).ToList();
        foreach (var way in calls.GroupBy(call => RouteTo(call.Op.Shard)))
            way.Key.Sender.Send(way);
        var replies = RegisterTelemetry.IsObserved ? calls.Select(call => RegisterTelemetry.ObserveAsync(call.Op, () => call.Reply)) : calls.Select(call => call.Reply);
        return await Task.WhenAll(replies).WaitAsync(cancellationToken);
    }

    public RegisterOpId NextId() => new(_id, Interlocked.Increment(ref _ops));

    /// <summary>
    /// The way that leads to the shard's home, as far as answers have told: the same one for all shards of that home, so that what goes to one silo goes in few messages.
    /// </summary>
    private GatewayRoute RouteTo(int shard)
    {
        if (Volatile.Read(ref _homes[shard]) is { } home)
        {
            foreach (var route in _routes)
            {
                if (route.Silo == home && !_silent.IsPassedOver(home))
                    return route;
            }
        }

        for (var way = 0; way < Ways; way++)
        {
            var route = _routes[(shard + way) % Ways];
            if (!_silent.IsPassedOver(route.Label))
                return route;
        }

        return _routes[shard % Ways];
    }

    private void Heard(GatewayRoute route, IReadOnlyList<RegisterOp> ops, RegisterBatchReply reply)
    {
        _silent.Heard(route.Label);
        route.Silo = reply.Silo;
        _silent.Heard(reply.Silo);
        foreach (var op in ops)
            Volatile.Write(ref _homes[op.Shard], reply.Silo);
        foreach (var (shard, home) in reply.Homes)
            Volatile.Write(ref _homes[shard], home);
    }

    /// <summary>A read is begun anew, another way; of anything else its home is asked what became of it.</summary>
    private void Detour(GatewayRoute failed, RegisterCall call)
    {
        var left = call.Deadline - Now;
        if (left <= TimeSpan.Zero)
        {
            call.EndUnanswered();
            return;
        }

        var next = _routes.Skip(failed.Way + 1).Concat(_routes).FirstOrDefault(route => route != failed && !_silent.IsPassedOver(route.Label), failed);
        if (call.Op.IsRead)
        {
            call.Shorten(left);
            next.Sender.Send([call]);
        }
        else
        {
            next.Sender.Collect([call]);
        }
    }

    private sealed class GatewayRoute : IRegisterRoute
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
        private readonly RegisterClient _client;
        private readonly IRegisterGateway _gateway;
        private readonly string _label;

        public GatewayRoute(RegisterClient client, int way, IRegisterGateway gateway)
        {
            (_client, _gateway, _label, Way) = (client, gateway, $"way {way}", way);
            Sender = new RegisterSender(this);
        }

        public int Way { get; }

        public RegisterSender Sender { get; }

        /// <summary>The silo that answered last.</summary>
        public string? Silo { get; set; }

        public TimeSpan Now => _client.Now;

        public Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops) => _gateway.ExecuteAsync(ops);

        public Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] ops) => _gateway.CollectAsync(ops);

        public void Heard(IReadOnlyList<RegisterOp> ops, RegisterBatchReply reply) => _client.Heard(this, ops, reply);

        /// <summary>The silo that this way leads to, as far as is known, or else the way itself.</summary>
        public string Label => Silo ?? _label;

        // The next way may be closed at once, too: a pause keeps the tries from spinning.
        public void Lost(RegisterCall call, Exception failure)
        {
            _client._silent.NotHeard(Label);
            _ = Task.Delay(Pause, _client._time).ContinueWith(_ => _client.Detour(this, call), TaskScheduler.Default);
        }

        public void Forgotten(RegisterCall call)
        {
            if (call.Op.IsRead)
                _client.Detour(this, call);
            else
                call.EndUnanswered();
        }
    }
}
