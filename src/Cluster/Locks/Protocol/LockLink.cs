namespace Cluster.Locks.Protocol;

/// <summary>
/// A client's side of the lock protocol with one shard: its claims there, the lease that they share, and what is to be sent.
/// A plain state machine: whoever owns it passes in messages and the time of its own monotonic clock, asks <see cref="NextDeadline"/>
/// when to call <see cref="Tick"/>, and sends what <see cref="Take"/> gives. Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// A session with one keep-alive for all that a client holds, and its check-in with a new server after the old one failed, are Chubby's
/// (M. Burrows, OSDI 2006, sections 2.8 and 2.9); that the lease is lost on the client's clock before it can be on the server's is
/// etcd's and Chubby's alike. Operations and events are numbered streams, so that a request is applied exactly once.
/// </remarks>
internal sealed partial class LockLink
{
    private readonly LockTimes _times;
    private readonly LockLinkSettings _settings;
    private readonly Dictionary<long, Claim> _claims = [];
    private readonly List<Claim> _granted = [];
    private readonly ReliableOutbox<LockOp> _ops = new();
    private int _held;
    private int _unconfirmed;
    private long _epoch;
    private int _link;
    private long _key;
    private long _eventsThrough;
    private long _checkIn;
    private long _closing;
    private TimeSpan _lease;

    public LockLink(int shard, Guid session, string route, string label, LockTimes times, LockLinkSettings settings)
    {
        Shard = shard;
        Session = session;
        Route = route;
        Label = label;
        _times = times;
        _settings = settings;
    }

    public int Shard { get; }

    public Guid Session { get; }

    public string Route { get; }

    public string Label { get; }

    public LinkState State { get; private set; }

    /// <summary>The newest epoch of the shard that this client has heard of.</summary>
    public long Epoch => _epoch;

    /// <summary>Until when, by the client's own clock, its held claims are held, unless news comes.</summary>
    public TimeSpan HeldUntil { get; private set; }

    /// <summary>A copy of the claims, in the order in which they were asked for.</summary>
    public IReadOnlyList<Claim> Claims => [.. _claims.Values.OrderBy(c => c.Id)];

    /// <summary>Asks for a lock. The claim's number must be greater than that of any before it.</summary>
    public void Acquire(Claim claim, TimeSpan now)
    {
        _claims.Add(claim.Id, claim);
        if (State == LinkState.Open)
            Say(AcquireOp(claim), now, urgent: true);
        else if (State == LinkState.Closed)
            Greet();
    }

    /// <summary>
    /// Lets go of a claim that holds, or gives up one that waits. From now on the claim is over here, whatever the shard has yet to say of it.
    /// With <paramref name="lazily"/> the shard may hear of it a little later, together with something else.
    /// </summary>
    public void Release(Claim claim, bool lazily, TimeSpan now)
    {
        if (claim.State == ClaimState.Ended)
            return;
        End(claim);
        if (State == LinkState.Open)
            Say(new LockOp { Kind = LockOpKind.Release, Claim = claim.Id }, now, urgent: !lazily);
    }

    /// <summary>Asks that a held, upgradeable claim become exclusive.</summary>
    public void Upgrade(Claim claim, TimeSpan now)
    {
        if (claim.State != ClaimState.Held || claim.Mode != LockMode.Upgradeable || claim.Upgrading)
            throw new InvalidOperationException($"Only a held, upgradeable claim that is not being upgraded can be upgraded, not {claim}.");
        claim.Upgrading = true;
        claim.UpgradeAttempt++;
        if (State == LinkState.Open)
            Say(UpgradeOp(claim), now, urgent: true);
    }

    /// <summary>Gives up waiting for an upgrade; the claim stays upgradeable.</summary>
    public void CancelUpgrade(Claim claim, TimeSpan now)
    {
        if (claim.State != ClaimState.Held || !claim.Upgrading)
            return;
        claim.Upgrading = false;
        if (State == LinkState.Open)
            Say(new LockOp { Kind = LockOpKind.CancelUpgrade, Claim = claim.Id }, now, urgent: true);
    }

    /// <summary>Asks for more tokens for a held, exclusive claim.</summary>
    public void AskForTokens(Claim claim, int count, TimeSpan now)
    {
        if (claim.State == ClaimState.Held && State == LinkState.Open)
            Say(new LockOp { Kind = LockOpKind.MoreTokens, Claim = claim.Id, Tokens = count }, now, urgent: true);
    }

    /// <summary>Whether a claim is as somebody else believes it to be.</summary>
    public bool Confirms(ClaimQuestion question)
    {
        if (!_claims.TryGetValue(question.Claim, out var claim))
            return false;
        if (question.Holds)
            return true; // it may be told of the grant only now
        return question.UpgradeAttempt == 0
            ? claim is { State: ClaimState.Waiting, Token: 0 }
            : claim.Upgrading && claim.UpgradeAttempt == question.UpgradeAttempt;
    }

    /// <summary>Ends the session at this shard. All claims are given up.</summary>
    public void Close(TimeSpan now)
    {
        foreach (var claim in Claims)
            Release(claim, lazily: false, now);
        if (State == LinkState.Open)
        {
            Say(new LockOp { Kind = LockOpKind.Close }, now, urgent: true);
            _closing = _ops.Last;
        }
        else
        {
            Shut();
        }
    }

    /// <summary>Does what is due: claims whose lease has ended are lost.</summary>
    public void Tick(TimeSpan now)
    {
        LoseWhatHasEnded(now);
        if (State == LinkState.Open && _claims.Count == 0 && _ops.IsEmpty && now >= _lastUsed + _settings.CloseWhenIdleFor)
            Close(now);
    }

    private static LockOp AcquireOp(Claim claim) => new()
    {
        Kind = LockOpKind.Acquire,
        Claim = claim.Id,
        Terms = claim.Terms,
        Owner = claim.Owner,
        OwnerName = claim.OwnerName,
        Transaction = claim.Transaction,
        NoWait = claim.NoWait,
        TellWanted = claim.TellWanted,
        Tokens = claim.TokensWanted,
    };

    private static LockOp UpgradeOp(Claim claim) => new() { Kind = LockOpKind.Upgrade, Claim = claim.Id, Ticket = claim.UpgradeAttempt };

    private void LoseWhatHasEnded(TimeSpan now)
    {
        if (_held == 0 || now < HeldUntil)
            return;
        foreach (var claim in Claims.Where(c => c.State == ClaimState.Held))
        {
            // The shard may not have noticed; without this it would hold the claim for as long as the session lives.
            Release(claim, lazily: false, now);
            claim.Listener.Lost(claim, LockReason.Expired, null);
        }
    }

    private void End(Claim claim)
    {
        if (claim.State == ClaimState.Held)
            _held--;
        else if (claim.Token != 0)
            _unconfirmed--;
        claim.State = ClaimState.Ended;
        _claims.Remove(claim.Id);
    }

    private void Greet()
    {
        State = LinkState.Greeting;
        _link++;
        _eventsThrough = 0;
        ForgetStream();
    }

    private void Shut()
    {
        State = LinkState.Closed;
        ForgetStream();
    }

    private void ForgetStream()
    {
        _key = 0;
        _closing = 0;
        _ops.Restart();
        RestartSending();
    }
}
