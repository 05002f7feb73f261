using System.Collections.Concurrent;
using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Running;

/// <summary>The coordinators of a process: begins attempts, brings them answers and the passing of time. Safe for use by many threads at once.</summary>
internal sealed class TransactionRunner : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<TransactionId, TransactionAttempt> _attempts = new();
    private readonly long _id = Random.Shared.NextInt64(1, long.MaxValue);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _began;
    private readonly LostCalls? _lostCalls;
    private readonly Guid _lockSession;
    private long _numbers;
    private int _isTicking;

    public TransactionRunner(
        IGrainFactory grains, ClusterRegisters registers, ILocalParticipants? local, TimeProvider time, ILogger logger, Guid lockSession, TransactionJournal? journal = null)
    {
        _lockSession = lockSession;
        (_time, _began, Logger) = (time, time.GetTimestamp(), logger);
        (Registers, Identity) = (registers, new ClusterIdentity(registers));
        Decisions = new TransactionDecisions(registers);
        Watch = new CoordinatorWatch(grains, journal, time, logger);
        Messenger = new ParticipantMessenger(grains, local, logger) { Heard = Receive, IsRunning = IsRunning };
        _lostCalls = local is null ? new LostCalls(Messenger) : null;
        Declared = new DeclaredCaller(grains, Messenger.LazyRoute, time, logger);
        Messenger.HeardDeclared = Declared.Hear;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ParticipantMessenger Messenger { get; }

    /// <summary>The way of declared transactions.</summary>
    public DeclaredCaller Declared { get; }

    public TransactionDecisions Decisions { get; }

    public ClusterRegisters Registers { get; }

    public ClusterIdentity Identity { get; }

    /// <summary>What people see of this process's coordinators.</summary>
    public CoordinatorWatch Watch { get; }

    public ILogger Logger { get; }

    /// <summary>Whether calls have to be watched for the death of silos: a silo's runtime does it itself, a client's does not.</summary>
    public bool WatchesCalls => _lostCalls is not null;

    public TimeProvider Time => _time;

    /// <summary>The process's monotonic clock.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>An identity for the first attempt at a new transaction.</summary>
    public TransactionId NextId() => new(_time.GetUtcNow().UtcTicks, _id, Interlocked.Increment(ref _numbers), 1);

    /// <summary>The owner of locks that waits for a transaction which is begun here; null when there is none.</summary>
    public OwnerId? CurrentOwner() => LockOwner.Current is { } owner && TransactionScope.Current?.IsOfCaller(owner) != true
        ? new OwnerId(_lockSession, owner.Number, owner.Name)
        : null;

    /// <summary>What is told of an attempt wherever it comes.</summary>
    public TransactionOrigin Origin(TransactionId id, OwnerId? owner) => new(id, Messenger.Route, LockSession.Label, owner);

    public TransactionAttempt Begin(TransactionContext context)
    {
        if (WatchesCalls)
            Messenger.FindWays();
        var attempt = new TransactionAttempt(this, context, Now);
        _attempts[context.Id] = attempt;
        if (Interlocked.Exchange(ref _isTicking, 1) == 0)
            _timer.Change(Pace, Pace);
        return attempt;
    }

    /// <summary>An attempt has nothing more to do.</summary>
    public void Remove(TransactionAttempt attempt) => _attempts.TryRemove(attempt.Id, out _);

    /// <summary>For what was done after the code that it belongs to had ended: a session that nobody will use must not sit on its locks.</summary>
    public void Abandon(TransactionId id, Enlistments late)
    {
        foreach (var joined in late.Joined)
            Messenger.Send(joined.Participant, joined.Silo, new AbandonRequest(id, joined.Session));
    }

    public void Dispose()
    {
        _timer.Dispose();
        Watch.Dispose();
        Declared.Dispose();
    }

    private void Receive(ParticipantReply reply)
    {
        if (_attempts.TryGetValue(reply.Transaction, out var attempt))
            attempt.Receive(reply);
    }

    private bool IsRunning(TransactionId id) => _attempts.TryGetValue(id, out var attempt) && attempt.IsRunning;

    private void Tick()
    {
        var now = Now;
        foreach (var (_, attempt) in _attempts)
            attempt.Tick(now);
        _lostCalls?.Look(_attempts.Select(attempt => attempt.Value.Scope), now, () => Now);
        if (!_attempts.IsEmpty)
            return;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _isTicking, 0);
        if (!_attempts.IsEmpty && Interlocked.Exchange(ref _isTicking, 1) == 0)
            _timer.Change(Pace, Pace);
    }
}
