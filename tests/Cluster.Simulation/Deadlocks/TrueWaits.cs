using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>
/// Who waits for whom at one instant, over all that silos and clients know, as nobody in the world can see it. Each waits for all of those that it waits for, so a circle is a deadlock.
/// </summary>
internal sealed class TrueWaits
{
    private readonly DeadlockWorld _world;
    private readonly Dictionary<Strand, List<Strand>> _waitsFor = [];
    private readonly Dictionary<(Guid Session, long Claim), Strand> _byClaim = [];

    public TrueWaits(DeadlockWorld world)
    {
        _world = world;
        var strands = world.Clients.SelectMany(client => ((ClientProcess)client.Process!).Strands).ToList();
        var byAttempt = strands.Where(strand => strand.IsRunning).ToDictionary(strand => strand.Transaction!.Id);
        var holders = strands.SelectMany(strand => strand.Locks.Select(claim => (Key: (strand.Session, claim.Id), strand))).ToDictionary(pair => pair.Key, pair => pair.strand);
        foreach (var strand in strands)
        {
            if (strand.RunsIn is { } attempt)
                WaitsFor(strand, attempt);
            if (strand.WaitingClaim is { } claim)
                _byClaim.Add((strand.Session, claim.Id), strand);
        }

        // A lock whose holder has let go, or has not heard yet that it holds, is on its way.
        foreach (var contended in world.LockSilo.Waits.SelectMany(waits => waits.Locks))
        {
            foreach (var holder in contended.Holders)
            {
                if (!holders.TryGetValue((holder.Session, holder.Claim), out var keeper))
                    continue;
                foreach (var waiter in contended.Waiters)
                {
                    if (_byClaim.TryGetValue((waiter.Session, waiter.Claim), out var strand))
                        WaitsFor(strand, keeper);
                }
            }
        }

        foreach (var contended in world.ItemSilos.SelectMany(silo => ((ItemSilo)silo.Process!).Waits(TimeSpan.Zero).Items))
        {
            for (var i = 0; i < contended.Waiters.Length; i++)
            {
                if (!byAttempt.TryGetValue(contended.Waiters[i].Transaction.Id, out var strand) || strand.WaitingItem is null)
                    continue;
                var waiter = contended.Waiters[i];
                foreach (var before in contended.Holders.Where(holder => holder.Exclusive || waiter.Exclusive).Concat(contended.Waiters.Take(i)).Where(before => before.Transaction.Id != waiter.Transaction.Id))
                {
                    if (byAttempt.TryGetValue(before.Transaction.Id, out var keeper))
                        WaitsFor(strand, keeper);
                }
            }
        }
    }

    /// <summary>Those that are in a circle, each with what it waits for.</summary>
    public IEnumerable<(Strand Strand, object Wait)> Deadlocked => _waitsFor.Keys.Where(strand => IsInCircle(strand, []))
        .Select(strand => (strand, (object?)strand.WaitingClaim ?? (object?)strand.WaitingItem ?? strand.RunsIn!));

    /// <summary>Each victim was in a circle, and still is when those before it have let go of everything.</summary>
    public void Check(IEnumerable<Deadlock> found)
    {
        var gone = new HashSet<Strand>();
        foreach (var deadlock in found)
        {
            var contender = deadlock.Victim.Contender;
            if (!_byClaim.TryGetValue((contender.Session, contender.Claim), out var victim) || !IsInCircle(victim, gone))
                throw new SimulationFailedException($"{deadlock.Victim} is refused and was {(gone.Count > 0 ? "no longer " : string.Empty)}in no circle: {deadlock.Cycle}");
            gone.Add(victim);
        }

        _world.Circles += gone.Count;
    }

    private bool IsInCircle(Strand strand, HashSet<Strand> gone)
    {
        var (seen, next) = (new HashSet<Strand>(gone), new Stack<Strand>([strand]));
        while (next.TryPop(out var at))
        {
            foreach (var blocker in _waitsFor.GetValueOrDefault(at, []))
            {
                if (blocker == strand)
                    return true;
                if (seen.Add(blocker))
                    next.Push(blocker);
            }
        }

        return false;
    }

    private void WaitsFor(Strand waiter, Strand other)
    {
        if (!_waitsFor.TryGetValue(waiter, out var others))
            _waitsFor.Add(waiter, others = []);
        others.Add(other);
    }
}
