using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using Cluster.Silo.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks.Deadlocks;

/// <summary>Owners that take locks of all kinds and let go of them, over the queues that silos use; each lock is a shard of its own.</summary>
internal sealed class OwnersAndLocks
{
    public const int Owners = 5;
    public const int Locks = 4;
    private const int Limit = 3;

    public static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Owners - 1], Gen.Int[0, Locks - 1], Gen.Int[0, 5])
        .Select((kind, owner, which, detail) => new Step(kind < 7, owner, which, detail));

    private readonly LockQueue[] _queues = [.. Enumerable.Range(0, Locks).Select(i => new LockQueue(new LockKey($"lock-{i}", i == Locks - 1), LockRules.Standard))];
    private readonly ShardSession _session = new(Guid.NewGuid(), SessionState.Open) { Route = "route", Label = "client" };
    private readonly List<LockClaim> _claims = [];
    private long _last;

    internal sealed record Step(bool Takes, int Owner, int Which, int Detail);

    public void Do(Step step)
    {
        var owner = step.Owner + 1;
        if (IsWaiting(owner))
            return; // one thing at a time
        if (step.Takes)
            Take(owner, step.Which, step.Detail);
        else if (_claims.Where(c => c.Owner == owner).ToList() is { Count: > 0 } held)
            End(held[step.Detail % held.Count]);
    }

    public ShardWaits Show(int which)
    {
        var queue = _queues[which];
        var waiters = queue.Waiters.Select(w => Show(w, w.Mode, 0));
        if (queue.Upgrading is { } upgrading)
            waiters = waiters.Prepend(Show(upgrading, LockMode.Exclusive, upgrading.UpgradeAttempt));
        return new ShardWaits(which, 1, [new ContendedLock(queue.Key, [.. queue.Holders.Select(h => Show(h, h.Mode, 0))], [.. waiters])]);
    }

    public IEnumerable<ShardWaits> ShowAll() => Enumerable.Range(0, Locks).Select(Show);

    /// <summary>A victim's wait is refused, and it lets go of all it holds.</summary>
    public void Punish(ClaimEntry victim)
    {
        var claim = _claims.Single(c => c.Id == victim.Contender.Claim);
        Assert.True(claim.Waits);
        foreach (var own in _claims.Where(c => c.Owner == claim.Owner).ToList())
            End(own);
    }

    /// <summary>By playing on: whoever waits for nothing lets go of everything, until nobody can any more. Gives who waits then, and does not change this.</summary>
    public static HashSet<long> DeadlockedAfter(IEnumerable<Step> steps, Action<OwnersAndLocks>? then = null)
    {
        var world = new OwnersAndLocks();
        foreach (var step in steps)
            world.Do(step);
        then?.Invoke(world);
        while (world._claims.Find(c => !world.IsWaiting(c.Owner)) is { } free)
            world.End(free);
        return [.. world._claims.Where(c => c.Waits).Select(c => c.Owner)];
    }

    private bool IsWaiting(long owner) => _claims.Exists(c => c.Owner == owner && c.Waits);

    private void Take(int owner, int which, int detail)
    {
        var queue = _queues[which];
        if (_claims.Find(c => c.Owner == owner && c.Queue == queue && c is { Holds: true, Mode: LockMode.Upgradeable }) is { } upgradeable)
        {
            upgradeable.UpgradeAttempt++;
            queue.BeginUpgrade(upgradeable);
        }
        else
        {
            var terms = queue.Key.IsSemaphore
                ? new LockTerms(queue.Key.Name, LockMode.Permits, (detail % Limit) + 1, Limit)
                : new LockTerms(queue.Key.Name, (LockMode)(detail % 3));
            var claim = new LockClaim(_session, ++_last, terms) { Queue = queue, Owner = owner, OwnerName = $"owner-{owner}", Ticket = _last };
            _claims.Add(claim);
            queue.Enqueue(claim);
        }

        GrantNext(queue);
    }

    private void End(LockClaim claim)
    {
        _claims.Remove(claim);
        claim.Queue.Remove(claim);
        claim.Token = 0;
        GrantNext(claim.Queue);
    }

    private void GrantNext(LockQueue queue)
    {
        while (queue.Next() is { } next)
            queue.Grant(next, ++_last);
    }

    private Contender Show(LockClaim claim, LockMode mode, long upgradeAttempt) => new(
        _session.Id, claim.Id, "route", "client", claim.Owner, claim.OwnerName, mode, claim.Terms.Permits, claim.Terms.Limit, upgradeAttempt, TimeSpan.FromSeconds(100 - claim.Id));
}
