using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>What the shard asks of storage: whether it is still the one, and to write down who its clients are.</summary>
internal sealed partial class LockShard
{
    private readonly List<LockRequest> _deferred = [];
    private readonly List<ShardSession> _inSave = [];
    private TimeSpan _checkedAt;
    private TimeSpan _storageRetryAt = TimeSpan.MinValue;
    private bool _checking;
    private bool _checkWanted;
    private bool _saving;
    private bool _saveWanted;
    private bool _grantsHeldBack;

    /// <summary>A check that began at <paramref name="beganAt"/> has found the epoch to be this activation's.</summary>
    public void Checked(TimeSpan beganAt, TimeSpan now)
    {
        _checking = false;
        Confirmed(beganAt, now);
    }

    /// <summary>Storage could not be read: asks again a little later.</summary>
    public void CheckFailed(TimeSpan now)
    {
        _checking = false;
        if (_stopped)
            return;
        _checkWanted = true;
        RetryStorage(now);
    }

    /// <summary>The record whose write began at <paramref name="beganAt"/> is written; that no other was in its place is a check as well.</summary>
    public void Saved(TimeSpan beganAt, TimeSpan now)
    {
        _saving = false;
        if (_stopped)
        {
            // Breaks are in the record: whoever reads it next carries them out.
            foreach (var (broken, done) in _pendingBreaks)
                done(broken);
            _pendingBreaks.Clear();
            return;
        }

        foreach (var session in _inSave)
        {
            session.IsRecorded = true;
            if (session.State == SessionState.Joining && _sessions.GetValueOrDefault(session.Id) == session)
                SendWelcome(session);
        }

        _inSave.Clear();
        CompleteBreaks(now);
        Confirmed(beganAt, now);
    }

    /// <summary>The record may or may not be written: writes it again a little later.</summary>
    public void SaveFailed(TimeSpan now)
    {
        _saving = false;
        if (_stopped)
            return;
        _saveWanted = true;
        _inSave.Clear();
        RetryStorage(now);
    }

    /// <summary>
    /// Ends the activation in order. The record, once written, gives the next activation all it needs to go on at once;
    /// if it is never written, that one recovers as after a crash.
    /// </summary>
    public LockShardRecord HandOver(TimeSpan now)
    {
        var complete = _awaited == 0 && !_stopped;
        Stop();
        return Record() with
        {
            MayHaveRival = now < _aloneAt,
            Claims = complete ? [.. _sessions.Values.Where(s => s.IsRecorded).SelectMany(s => s.Claims.Values).Select(Recorded)] : null,
        };
    }

    private static RecordedClaim Recorded(LockClaim claim) => new(
        claim.Session.Id,
        claim.Id,
        claim.Terms,
        claim.Owner,
        claim.Token,
        claim.Ticket,
        claim.TellWanted,
        claim.TokensWanted,
        claim.Queue.Upgrading == claim,
        claim.Upgraded,
        claim.OwnerName,
        claim.Transaction);

    private void Confirmed(TimeSpan beganAt, TimeSpan now)
    {
        if (_stopped)
            return;
        if (beganAt > _checkedAt)
            _checkedAt = beganAt;
        if (_grantsHeldBack && HasAuthority(now))
        {
            _grantsHeldBack = false;
            GrantEverywhere(now);
        }

        LockRequest[] waited = [.. _deferred];
        _deferred.Clear();
        foreach (var request in waited)
            Handle(request, now);
        Tick(now);
    }

    /// <summary>Whether the shard may grant and renew just now. Renews the authority in the background, before it ends, while there is work.</summary>
    private bool HasAuthority(TimeSpan now)
    {
        if (now >= _checkedAt + (_times.Authority / 2))
            AskForCheck();
        return _times.HasAuthority(_checkedAt, now);
    }

    private bool MayGrant(LockQueue queue, TimeSpan now)
    {
        if (!_rules.MayGrant(queue, _awaited, now >= _windowEnd))
            return false;
        if (HasAuthority(now))
            return true;
        _grantsHeldBack = true;
        return false;
    }

    /// <summary>Keeps a message until the check has come back. A later message of the same client says all that an earlier one did.</summary>
    private void Defer(LockRequest request)
    {
        _deferred.RemoveAll(r => r.Session == request.Session && r.Link == request.Link && r.Beat <= request.Beat);
        _deferred.Add(request);
    }

    private void AskForCheck()
    {
        if (_checking || _stopped)
            return;
        if (_checkWanted)
            return; // a failed one is to be repeated when its time has come
        _checking = true;
        _host.Check();
    }

    private void AskForSave()
    {
        _saveWanted = true;
        if (_saving || _storageRetryAt != TimeSpan.MinValue)
            return;
        _saveWanted = false;
        _saving = true;
        _inSave.Clear();
        _inSave.AddRange(_sessions.Values.Where(s => !s.IsRecorded && s.Route is not null));
        _host.Save(Record());
    }

    private LockShardRecord Record() => new()
    {
        Epoch = Epoch,
        Owner = _owner,
        LeasesLast = _awaited > 0 ? _leasesLast : _times.RecoveryWait,
        Sessions = [.. _sessions.Values.Where(s => s.Route is not null).Select(s => new RecordedSession(s.Id, s.Route!, s.Label))],
        Breaks = [.. _breaks],
    };

    private void RetryStorage(TimeSpan now)
    {
        _storageRetryAt = now + _settings.StorageRetryAfter;
        WakeAt(_storageRetryAt);
    }

    private void TickStorage(TimeSpan now)
    {
        if (now < _storageRetryAt)
        {
            WakeAt(_storageRetryAt);
            return;
        }

        _storageRetryAt = TimeSpan.MinValue;
        if (_checkWanted)
        {
            _checkWanted = false;
            AskForCheck();
        }

        if (_saveWanted && !_saving)
            AskForSave();
    }
}
