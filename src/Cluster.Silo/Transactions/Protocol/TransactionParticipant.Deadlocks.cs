namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// The participant's part in finding deadlocks that locks are part of: it tells when a session has waited for a while, and shows who waits for whom. Among items alone
/// there is none to find.
/// </summary>
internal sealed partial class TransactionParticipant
{
    private TimeSpan _suspectAt = TimeSpan.MaxValue;

    /// <summary>Who has waited here for at least so long, and for whom. Those that are prepared wait for nobody, and are left out.</summary>
    public ParticipantWaits Waits(TimeSpan least, TimeSpan now)
    {
        var items = IsStopped ? [] : _locks.Contended()
            .Select(found => new ContendedItem(
                found.Item,
                [.. found.Holders.Select(holder => Contender(holder.Owner, holder.Exclusive, null, TimeSpan.Zero, now)).OfType<ItemContender>()],
                [.. found.Waiters.Select(waiter => Contender(waiter.Owner, waiter.Exclusive, found.Item, least, now)).OfType<ItemContender>()]))
            .Where(found => found.Waiters.Length > 0);
        return new ParticipantWaits(_name, [.. items]);
    }

    private ItemContender? Contender(LockOwner owner, bool exclusive, string? waitsFor, TimeSpan least, TimeSpan now)
    {
        if (!_sessions.TryGetValue(owner.Transaction, out var session) || session.Owner != owner || session.Origin is not { } origin)
            return null;
        if (waitsFor is null)
            return new ItemContender(origin, session.Id, 0, exclusive, TimeSpan.Zero);
        var (request, _, since) = session.Waiting.Find(waiting => waiting.Request.Item == waitsFor);
        return request is not null && now - since >= least ? new ItemContender(origin, session.Id, request.Number, exclusive, now - since) : null;
    }

    /// <summary>Most waits are over before it is worth a message.</summary>
    private void BeganToWait() => SuspectAt(_now + _settings.SuspectAfter);

    private void TickDeadlocks()
    {
        if (_now < _suspectAt)
            return;
        _suspectAt = TimeSpan.MaxValue;
        var isTold = false;
        foreach (var since in _sessions.Values.SelectMany(session => session.Waiting).Select(waiting => waiting.Since))
        {
            if (since + _settings.SuspectAfter > _now)
            {
                // One message for all whose time comes within a short while.
                var at = _now + (_settings.SuspectAfter / 4);
                SuspectAt(since + _settings.SuspectAfter > at ? since + _settings.SuspectAfter : at);
            }
            else if (!isTold)
            {
                isTold = true;
                _effects.Add(new SuspectEffect());
                SuspectAt(_now + _settings.SuspectAgainAfter); // whoever was told may have crashed
            }
        }
    }

    private void SuspectAt(TimeSpan at)
    {
        if (at < _suspectAt)
            _suspectAt = at;
    }
}
