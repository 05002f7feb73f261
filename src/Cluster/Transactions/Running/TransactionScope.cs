using System.Runtime.InteropServices;
using Cluster.Locks;
using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>
/// A transaction within one call, or within the code that runs it: gathers what is done in its name. Safe for use by many threads at once.
/// </summary>
/// <param name="context">The transaction.</param>
/// <param name="isRoot">Whether the transaction was begun in it.</param>
/// <param name="late">Told of what comes when the scope is closed: nobody will go on with it.</param>
internal sealed class TransactionScope(TransactionContext context, bool isRoot, Action<Enlistments> late)
{
    private static readonly AsyncLocal<TransactionScope?> Flowing = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, SessionId), JoinedParticipant> _joined = [];
    private List<ObservedItem>? _observed;
    private AbortCause? _doom;
    private bool _isUnfinished;
    private bool _isClosed;
    private int _calls;
    private HashSet<PendingCall>? _pending;

    /// <summary>The transaction that the caller runs in, or null.</summary>
    public static TransactionScope? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public TransactionContext Context => context;

    /// <summary>Who takes part and is no grain; null in a grain that was called in the transaction.</summary>
    public OuterParticipants? Outer { get; init; }

    /// <summary>The time, where calls are watched because the runtime tells of no silo's death; null elsewhere.</summary>
    public Func<TimeSpan>? Clock { get; init; }

    /// <summary>Whether a call, or anything else in its name, may still begin.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return !_isClosed;
        }
    }

    /// <summary>Whether an owner of locks is the one that waits for the transaction, and not one that was begun in it.</summary>
    public bool IsOfCaller(LockOwner owner) => isRoot && context.Origin.Owner?.Number == owner.Number;

    /// <summary>Whether what is under way can only be aborted.</summary>
    public bool IsDoomed
    {
        get
        {
            lock (_gate)
                return _doom is not null;
        }
    }

    /// <exception cref="InvalidOperationException">The code that the transaction belongs to has returned.</exception>
    public void BeginCall()
    {
        lock (_gate)
        {
            ThrowIfClosed();
            _calls++;
        }
    }

    /// <summary>Lets a call that has begun be given up; null where the runtime itself tells of lost calls.</summary>
    public PendingCall? Watch()
    {
        if (Clock is null)
            return null;
        var call = new PendingCall(Clock());
        lock (_gate)
            (_pending ??= []).Add(call);
        return call;
    }

    /// <summary>Gives up the calls that were made before both moments and have no answer.</summary>
    /// <returns>Whether any was made before the first.</returns>
    public bool GiveUpCalls(TimeSpan patient, TimeSpan lost)
    {
        lock (_gate)
        {
            if (_pending is null || _pending.Count == 0)
                return false;
            var isWaiting = false;
            foreach (var call in _pending)
            {
                if (call.Since > patient)
                    continue;
                isWaiting = true;
                if (call.Since <= lost)
                    call.TrySetResult();
            }

            return isWaiting;
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="enlistments">What came with its answer.</param>
    /// <param name="isLost">It got no answer: what it did, or may yet do, is not known.</param>
    /// <param name="watched">As <see cref="Watch"/> has given it.</param>
    public void EndCall(Enlistments? enlistments, bool isLost, PendingCall? watched = null)
    {
        lock (_gate)
        {
            _calls--;
            if (watched is not null)
                _pending!.Remove(watched);
            if (isLost)
                _doom ??= AbortCause.SessionLost;
        }

        if (enlistments is not null)
            Add(enlistments);
    }

    public void ThrowIfClosed()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new InvalidOperationException(
                    $"Transaction {context.Id.Name} is used by code that goes on after its call has returned: await all that is done in a transaction.");
            }
        }
    }

    public void Joined(JoinedParticipant joined)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                Count(joined);
                return;
            }
        }

        late(Enlistments.None with { Joined = [joined] });
    }

    public void Observed(ObservedItem observed)
    {
        lock (_gate)
            (_observed ??= []).Add(observed);
    }

    public void Enlist(ITransactionParticipant participant)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (!isRoot)
            {
                throw new InvalidOperationException(
                    $"Participant '{participant.Name}' can't be enlisted here: transaction {context.Id.Name} was begun by whoever called this grain. Enlist it in the code that was given to RunAsync there.");
            }

            if (context.IsReadOnly)
                throw new InvalidOperationException($"Participant '{participant.Name}' can't be enlisted in a transaction that only reads: use RunAsync rather than ReadAsync.");
        }

        Outer!.Add(participant);
    }

    public void Doom(AbortCause cause)
    {
        lock (_gate)
            _doom ??= cause;
    }

    /// <summary>All that was gathered. Nothing more may be done in this scope.</summary>
    public Enlistments Close()
    {
        lock (_gate)
        {
            var isFirst = !_isClosed;
            _isClosed = true;
            if (!isFirst || (_joined.Count == 0 && _observed is null && _doom is null && !_isUnfinished && _calls == 0))
                return Enlistments.None;
            return new Enlistments([.. _joined.Values], _observed is null ? [] : [.. _observed], _doom, _isUnfinished || _calls > 0);
        }
    }

    /// <summary>Counts in what was done in a call.</summary>
    public void Add(Enlistments enlistments)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                foreach (var joined in enlistments.Joined)
                    Count(joined);
                if (enlistments.Observed.Length > 0)
                    (_observed ??= []).AddRange(enlistments.Observed);
                _doom ??= enlistments.Doom;
                _isUnfinished |= enlistments.IsUnfinished;
                return;
            }
        }

        late(enlistments);
    }

    private void Count(JoinedParticipant joined)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_joined, (joined.Participant, joined.Session), out var exists);
        known = exists ? joined with { Operations = known.Operations + joined.Operations, Writes = known.Writes || joined.Writes } : joined;
    }
}
