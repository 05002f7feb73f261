using System.Collections.Concurrent;
using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Sagas.Hosting;
using Cluster.Transactions.Registers;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Outbox;

/// <summary>
/// Hands over the messages of committed transactions. Each silo knows which outboxes its replicas have messages in; the home of an outbox hands them over, and should it miss that, another after a while. An outbox
/// is read by a majority, which waits for the decision of a transaction that is about to write it; so what is found there was committed. A message is taken out when its handler has taken it, and so is
/// handed over again after a crash in between.
/// </summary>
internal sealed class OutboxDelivery : SiloLoop
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Other silos than the home come after so long.</summary>
    private static readonly TimeSpan LaterBy = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HandlerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly ReplicaHosts _hosts;
    private readonly RegisterHomes _homes;
    private readonly ClusterRegisters _registers;
    private readonly OutboxRoutes _routes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LoopPause _pause;

    public OutboxDelivery(
        ConvergentReplicas replicas, ReplicaHosts hosts, RegisterHomes homes, ClusterRegisters registers, OutboxRoutes routes, TimeProvider time, ILogger<OutboxDelivery> logger, IFatalErrorHandler fatal)
        : base(fatal)
    {
        (_hosts, _homes, _registers, _routes, _time, _logger, _pause) = (hosts, homes, registers, routes, time, logger, new LoopPause(Pace, time));
        replicas.Learned += Learn;
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _pause.WaitAsync(_waiting.IsEmpty ? IdlePause : Pace, stopping);
            if (_waiting.IsEmpty)
                continue;
            var homes = _homes.All();
            foreach (var (outbox, waiting) in _waiting)
            {
                var isHome = homes[RegisterShards.Of(outbox)] == _hosts.Local;
                if (waiting.IsDue(_time, isHome ? TimeSpan.Zero : LaterBy))
                    _ = DeliverAsync(outbox, waiting, stopping);
            }
        }
    }

    private void Learn(string register, byte[]? stored)
    {
        if (!register.StartsWith(DecisionRegisters.OutboxPrefix, StringComparison.Ordinal))
            return;
        if (stored is null)
        {
            _waiting.TryRemove(register, out _);
            return;
        }

        // One that was found to be empty may be forgotten at this moment.
        Waiting waiting;
        do
        {
            waiting = _waiting.GetOrAdd(register, _ => new Waiting(_time.GetTimestamp()));
            waiting.Change();
        }
        while (!_waiting.TryGetValue(register, out var known) || known != waiting);
        _pause.Tell();
    }

    private async Task DeliverAsync(string outbox, Waiting waiting, CancellationToken stopping)
    {
        var isDone = false;
        try
        {
            var change = waiting.Changes;
            var register = new Register<OutgoingMessage[]>(_registers, outbox, RegisterDurability.Durable);
            var found = await register.ReadAsync(cancellationToken: stopping);
            if (found.Value is not { Length: > 0 } messages)
            {
                isDone = true;
                waiting.Forget(change, () => _waiting.TryRemove(KeyValuePair.Create(outbox, waiting)));
                return;
            }

            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (var message in messages)
            {
                if (await TryDeliverAsync(message, waiting.IsFirstTry, stopping))
                    taken.Add(message.Key);
            }

            if (taken.Count > 0)
                await RemoveAsync(register, found, taken, stopping);
            isDone = taken.Count == messages.Length;
        }
        catch (Exception failure) when (failure is ClusterException or TimeoutException || (failure is OperationCanceledException && stopping.IsCancellationRequested))
        {
            // What was handed over and not taken out is handed over again.
        }
        finally
        {
            waiting.End(_time, isDone);
        }
    }

    private async Task<bool> TryDeliverAsync(OutgoingMessage message, bool isFirstTry, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        over.CancelAfter(HandlerTimeout);
        try
        {
            await _routes.DeliverAsync(message.Content, message.Key, over.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever the handler throws: the message is handed over again, and it is told once.
        catch (Exception failure) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (isFirstTry)
                _logger.NotTaken(failure, message.Key);
            return false;
        }
    }

    private static async Task RemoveAsync(Register<OutgoingMessage[]> register, RegisterValue<OutgoingMessage[]> found, HashSet<string> taken, CancellationToken stopping)
    {
        while (found.Exists)
        {
            var left = (found.Value ?? []).Where(message => !taken.Contains(message.Key)).ToArray();
            var set = await register.CompareAndSetAsync(found.Version, left, cancellationToken: stopping);
            if (set.Succeeded)
                return;
            found = set.Current;
        }
    }

    /// <summary>An outbox that may have messages. Safe for use by many threads at once.</summary>
    private sealed class Waiting(long since)
    {
        private readonly Lock _gate = new();
        private long _since = since;
        private long _notBefore;
        private TimeSpan _pause;
        private bool _isUnderWay;

        public int Changes { get; private set; }

        public bool IsFirstTry => _pause == TimeSpan.Zero;

        public void Change()
        {
            lock (_gate)
                Changes++;
        }

        /// <summary>Whether it is to be looked at now; then the caller does so.</summary>
        public bool IsDue(TimeProvider time, TimeSpan after)
        {
            lock (_gate)
            {
                if (_isUnderWay || time.GetTimestamp() < _notBefore || time.GetElapsedTime(_since) < after)
                    return false;
                return _isUnderWay = true;
            }
        }

        public void End(TimeProvider time, bool isDone)
        {
            lock (_gate)
            {
                _isUnderWay = false;
                _pause = isDone ? TimeSpan.Zero : _pause == TimeSpan.Zero ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                _since = time.GetTimestamp();
                _notBefore = _since + (long)(_pause.TotalSeconds * time.TimestampFrequency);
            }
        }

        /// <summary>There are no messages any more, if none has come meanwhile.</summary>
        public void Forget(int change, Action forget)
        {
            lock (_gate)
            {
                if (Changes == change)
                    forget();
            }
        }
    }
}
