namespace Cluster.Locks.Protocol;

/// <summary>
/// What is sent and when. While a message is unanswered nothing else is sent (until it counts as lost): what is said meanwhile goes
/// together in the next one, so that messages get fewer, not longer waits, as the load grows.
/// </summary>
internal sealed partial class LockLink
{
    private TimeSpan _lastSent = TimeSpan.MinValue;
    private TimeSpan _resendAt;
    private TimeSpan _lastUsed;
    private long _sentThrough;
    private bool _unanswered;
    private bool _urgent;
    private TimeSpan _lazyDue = TimeSpan.MaxValue;
    private TimeSpan _acknowledgeDue = TimeSpan.MaxValue;

    /// <summary>When, by the client's clock, a message is to be taken.</summary>
    public TimeSpan SendDue
    {
        get
        {
            if (State == LinkState.Closed)
                return TimeSpan.MaxValue;
            if (_unanswered)
                return _resendAt;
            if (State == LinkState.Greeting || _urgent)
                return TimeSpan.MinValue;

            var due = Earlier(_lazyDue, _acknowledgeDue);
            if (!_ops.IsEmpty && _sentThrough > 0)
                due = Earlier(due, _lastSent + _settings.RetransmitAfter);
            return Earlier(due, _lastSent + (_lease / 3));
        }
    }

    /// <summary>There is something to send that could wait, but would go along with something else.</summary>
    public bool HasLazyWords => !_unanswered && Earlier(_lazyDue, _acknowledgeDue) != TimeSpan.MaxValue;

    /// <summary>When, by the client's clock, <see cref="Tick"/> or <see cref="Take"/> is to be called next, if nothing happens before.</summary>
    public TimeSpan NextDeadline => Earlier(SendDue, TickDue);

    /// <summary>When, by the client's clock, <see cref="Tick"/> is to be called next, if nothing happens before.</summary>
    public TimeSpan TickDue
    {
        get
        {
            var due = _held > 0 ? HeldUntil : TimeSpan.MaxValue;
            return State == LinkState.Open && _claims.Count == 0 ? Earlier(due, _lastUsed + _settings.CloseWhenIdleFor) : due;
        }
    }

    /// <summary>
    /// The message to send now, or null when none is due; with <paramref name="inCompany"/> also one that could wait, because something else is
    /// sent the same way just now.
    /// </summary>
    public LockRequest? Take(TimeSpan now, bool inCompany = false)
    {
        if (now < SendDue && !(inCompany && HasLazyWords))
            return null;

        _lastSent = now;
        _resendAt = now + _settings.RetransmitAfter;
        _unanswered = true;
        _urgent = false;
        _lazyDue = TimeSpan.MaxValue;
        _acknowledgeDue = TimeSpan.MaxValue;
        _sentThrough = _ops.Last;
        return State == LinkState.Greeting
            ? new LockRequest { Shard = Shard, Session = Session, Epoch = _epoch, Link = _link, Beat = now, Route = Route, Label = Label }
            : new LockRequest
            {
                Shard = Shard,
                Session = Session,
                Route = Route,
                Epoch = _epoch,
                Link = _link,
                Key = _key,
                Beat = now,
                FirstOp = _ops.First,
                Ops = _ops.ToArray(),
                EventsThrough = _eventsThrough,
            };
    }

    /// <summary>The message last taken has surely not arrived: sends again <paramref name="after"/> a while, not only when it would count as lost.</summary>
    public void NotDelivered(TimeSpan after, TimeSpan now)
    {
        if (_unanswered)
            _resendAt = Earlier(_resendAt, now + after);
    }

    private void Say(LockOp op, TimeSpan now, bool urgent)
    {
        _ops.Add(op);
        _lastUsed = now;
        if (urgent)
            _urgent = true;
        else
            _lazyDue = Earlier(_lazyDue, now + _settings.LazyDelay);
    }

    private void RestartSending()
    {
        _unanswered = false;
        _urgent = false;
        _lazyDue = TimeSpan.MaxValue;
        _acknowledgeDue = TimeSpan.MaxValue;
        _sentThrough = 0;
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
