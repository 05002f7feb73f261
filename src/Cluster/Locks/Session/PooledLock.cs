using System.Diagnostics.CodeAnalysis;
using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>
/// An exclusive lock that the callers of this process share one claim for. The process takes its turn among processes; within its turn it
/// passes the lock from caller to caller, each with a token of its own, without a message: for as long as nobody else waits, and then for
/// <see cref="ClusterLocksClientOptions.PassedOnLocally"/> callers more. A sticky lock is kept when the last caller is done, until another process asks.
/// Everything here is called within a piece of work of the shard.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The handle is its user's to dispose of.")]
internal sealed class PooledLock(ClientShard shard, LockTerms terms) : IClaimListener, ILockOwner
{
    private const int FirstTokens = 64;
    private const int MostTokens = 1 << 22;

    private readonly LinkedList<LocalWaiter> _waiters = new();
    private Claim? _claim;
    private LockHandle? _holder;
    private TokenRange _tokens;
    private TokenRange _nextTokens;
    private int _tokensWanted = FirstTokens;
    private bool _askedForTokens;
    private bool _isWanted;
    private int _passedOn;

    /// <summary>Keeps the claim when nobody here uses it.</summary>
    public bool IsSticky { get; set; }

    /// <summary>Since when a sticky lock has been kept for nobody, or the greatest time when it is in use.</summary>
    public TimeSpan IdleSince { get; private set; } = TimeSpan.MaxValue;

    /// <summary>The lock, when it is here and free; otherwise null, and the caller has to wait.</summary>
    public LockHandle? TryTake(TimeSpan now) => _holder is null && _waiters.Count == 0 && IsHere(now) ? Take(now) : null;

    public void Enqueue(LocalWaiter waiter, TimeSpan now)
    {
        if (waiter.NoWait && (_holder is not null || _waiters.Count > 0))
        {
            waiter.TrySetResult(null);
            return;
        }

        waiter.Node = _waiters.AddLast(waiter);
        if (_claim is null)
            Ask(now);
    }

    public bool GiveUp(LocalWaiter waiter, TimeSpan now)
    {
        if (waiter.Node?.List is null)
            return false;
        _waiters.Remove(waiter.Node);
        if (_waiters.Count == 0 && _claim is { State: ClaimState.Waiting })
            LetGo(now);
        else
            Next(now);
        return true;
    }

    public void Release(LockHandle handle, TimeSpan now)
    {
        if (_holder != handle)
            return; // lost before it was let go of
        _holder = null;
        Next(now);
    }

    public void LetGoWhenIdle(TimeSpan now)
    {
        if (_holder is null && _waiters.Count == 0 && _claim is not null)
            LetGo(now);
    }

    void IClaimListener.Queued(Claim claim)
    {
    }

    void IClaimListener.Granted(Claim claim)
    {
        _tokens = new TokenRange(claim.Token, claim.Tokens);
        _nextTokens = default;
        _askedForTokens = false;
        _isWanted = false;
        _passedOn = 0;
        shard.Later(Next);
    }

    void IClaimListener.Refused(Claim claim, LockReason reason, string? detail)
    {
        _claim = null;
        if (reason == LockReason.Busy)
            RefuseThoseWhoDoNotWait();
        shard.Later(Next);
    }

    void IClaimListener.Lost(Claim claim, LockReason reason, string? detail)
    {
        _claim = null;
        _holder?.MarkLost(reason, detail);
        _holder = null;
        shard.Later(Next);
    }

    void IClaimListener.Wanted(Claim claim)
    {
        _isWanted = true;
        shard.Later(LetGoWhenIdle);
    }

    void IClaimListener.MoreTokens(Claim claim, long first, int count)
    {
        _askedForTokens = false;
        _nextTokens = new TokenRange(first, count);
        if (_holder is null)
            shard.Later(Next);
    }

    /// <summary>The lock is free here: whose turn is it?</summary>
    private void Next(TimeSpan now)
    {
        if (_holder is not null)
            return;
        if (_waiters.First is null)
        {
            if (_claim is { State: ClaimState.Held } && (!IsSticky || _isWanted))
                LetGo(now);
            else if (_claim is null)
                Forget();
            else
                IdleSince = now;
            return;
        }

        if (_claim is null)
        {
            Ask(now);
        }
        else if (_claim.State == ClaimState.Held)
        {
            if (_isWanted && _passedOn >= shard.Session.Options.PassedOnLocally)
            {
                shard.Link.Release(_claim, lazily: false, now);
                Ask(now);
            }
            else if (IsHere(now))
            {
                if (_passedOn++ > 0)
                    LockTelemetry.PassOn();
                var waiter = _waiters.First.Value;
                _waiters.RemoveFirst();
                waiter.SetResult(Take(now));
            }
        }
    }

    private bool IsHere(TimeSpan now) =>
        _claim is { State: ClaimState.Held } && now < shard.Link.HeldUntil && !(_isWanted && _passedOn >= shard.Session.Options.PassedOnLocally)
        && (_tokens.Count > 0 || _nextTokens.Count > 0);

    private LockHandle Take(TimeSpan now)
    {
        if (_tokens.Count == 0)
            (_tokens, _nextTokens) = (_nextTokens, default);
        _holder = new LockHandle(shard, this, terms.Name, LockMode.Exclusive, _tokens.Take());
        IdleSince = TimeSpan.MaxValue;
        if (_tokens.Count < _tokensWanted / 2 && _nextTokens.Count == 0 && !_askedForTokens)
            AskForTokens(now);
        return _holder;
    }

    /// <summary>Asks early, so that nobody has to wait for a number, and for more each time, so that messages get rare.</summary>
    private void AskForTokens(TimeSpan now)
    {
        _askedForTokens = true;
        _tokensWanted = Math.Min(_tokensWanted * 4, MostTokens);
        shard.Link.AskForTokens(_claim!, _tokensWanted, now);
    }

    private void Ask(TimeSpan now)
    {
        _claim = new Claim(shard.Session.NextClaim(), terms, this)
        {
            NoWait = _waiters.First!.Value.NoWait,
            TellWanted = true,
            TokensWanted = FirstTokens,
        };
        _tokensWanted = FirstTokens;
        shard.Link.Acquire(_claim, now);
    }

    private void LetGo(TimeSpan now)
    {
        shard.Link.Release(_claim!, lazily: !_isWanted && _claim!.State == ClaimState.Held, now);
        _claim = null;
        Forget();
    }

    private void RefuseThoseWhoDoNotWait()
    {
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.NoWait)
            {
                _waiters.Remove(node);
                node.Value.TrySetResult(null);
            }

            node = next;
        }
    }

    /// <summary>A lock that nobody here uses takes no memory.</summary>
    private void Forget()
    {
        if (shard.Pooled.TryGetValue(terms.Name, out var current) && current == this)
            shard.Pooled.Remove(terms.Name);
    }
}
