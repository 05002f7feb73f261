using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// Who holds one lock or semaphore and who waits for it, in strict order of arrival: nobody is granted while somebody who came earlier
/// waits, readers included. The one exception is a holder that upgrades: it goes before all waiters, who could not get the lock before it anyway.
/// </summary>
internal sealed class LockQueue(LockKey key, LockRules rules)
{
    private readonly LinkedList<LockClaim> _waiters = new();
    private readonly List<LockClaim> _holders = new(1);

    public LockKey Key { get; } = key;

    public IReadOnlyList<LockClaim> Holders => _holders;

    public IReadOnlyCollection<LockClaim> Waiters => _waiters;

    /// <summary>The upgradeable holder that waits to be alone.</summary>
    public LockClaim? Upgrading { get; private set; }

    /// <summary>In this epoch a client has claimed it back exclusively: nobody else can still hold it from an earlier one.</summary>
    public bool IsSettled { get; set; }

    public bool IsEmpty => _holders.Count == 0 && _waiters.Count == 0;

    /// <summary>The limit that the present users of a semaphore agree on, or 0 when it is not in use.</summary>
    public int Limit => (_holders.Count > 0 ? _holders[0] : _waiters.First?.Value)?.Terms.Limit ?? 0;

    public int PermitsHeld => _holders.Sum(h => h.Terms.Permits);

    /// <summary>The token that readers who join the present holders share with them, or 0 when there is nobody to join.</summary>
    public long SharedToken { get; private set; }

    /// <summary>Whether a claim that has just arrived can be granted without overtaking anybody.</summary>
    public bool IsOpenTo(LockClaim claim) => Upgrading is null && _waiters.Count == 0 && rules.Admits(this, claim);

    /// <summary>The claim to be granted next, or null while the first in the queue has to wait.</summary>
    public LockClaim? Next()
    {
        if (Upgrading is not null)
            return _holders.Count == 1 ? Upgrading : null;
        return rules.NextWaiter(_waiters) is { } next && rules.Admits(this, next) ? next : null;
    }

    /// <summary>Puts a claim in the place that its ticket gives it: the end, but for one that was claimed back from an earlier epoch.</summary>
    public void Enqueue(LockClaim claim)
    {
        var before = _waiters.Last;
        while (before is not null && before.Value.Ticket > claim.Ticket)
            before = before.Previous;
        claim.Waiting = before is null ? _waiters.AddFirst(claim) : _waiters.AddAfter(before, claim);
    }

    /// <summary>Makes a claim a holder, whether it waited or not. An upgrading holder becomes exclusive.</summary>
    public void Grant(LockClaim claim, long token)
    {
        if (claim == Upgrading)
        {
            Upgrading = null;
            claim.Upgraded = true;
        }
        else
        {
            LeaveWaiters(claim);
            _holders.Add(claim);
        }

        claim.Token = token;
        SharedToken = Math.Max(SharedToken, token);
    }

    public void Remove(LockClaim claim)
    {
        if (claim == Upgrading)
            Upgrading = null;
        LeaveWaiters(claim);
        _holders.Remove(claim);
        if (_holders.Count == 0)
            SharedToken = 0;
    }

    public void BeginUpgrade(LockClaim claim) => Upgrading = claim;

    /// <summary>Takes an upgrade back, granted or not: the claim is upgradeable again.</summary>
    public void CancelUpgrade(LockClaim claim)
    {
        if (claim == Upgrading)
            Upgrading = null;
        claim.Upgraded = false;
    }

    public override string ToString() => $"{Key}: held by [{string.Join(", ", _holders)}], waiting [{string.Join(", ", _waiters)}]";

    private void LeaveWaiters(LockClaim claim)
    {
        if (claim.Waiting is null)
            return;
        _waiters.Remove(claim.Waiting);
        claim.Waiting = null;
    }
}
