using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>
/// First come, first served, as clients can see it: who was told its place in the queue before another even asked is granted before that other.
/// The exception is one who asked, and was answered by, an activation that had been replaced already: the place that it gave is an earlier one.
/// </summary>
internal sealed class OrderOfGrants
{
    private readonly List<Wait> _waits = [];

    private sealed class Wait
    {
        public required Claim Claim { get; init; }

        public required TimeSpan AskedAt { get; init; }

        /// <summary>When it was last told a place: one that lost its place, because its lease ended, counts from its new one.</summary>
        public TimeSpan ToldAt { get; set; } = TimeSpan.MaxValue;

        /// <summary>The epoch that gave it the place that it was told last.</summary>
        public long ToldBy { get; set; }

        /// <summary>The epoch that gave it the place from which it was granted, or granted it at once.</summary>
        public long ServedBy { get; set; }

        public long Token { get; set; }
    }

    public void Asked(Claim claim, TimeSpan at)
    {
        if (claim.Terms.Mode == LockMode.Exclusive)
            _waits.Add(new Wait { Claim = claim, AskedAt = at });
    }

    public void Told(Claim claim, TimeSpan at)
    {
        if (_waits.Find(w => w.Claim == claim) is not { } wait)
            return;
        wait.ToldAt = at;
        wait.ToldBy = LockToken.Epoch(claim.Ticket);
    }

    public void Granted(Claim claim)
    {
        if (_waits.Find(w => w.Claim == claim) is not { } wait)
            return;
        wait.Token = claim.Token;
        wait.ServedBy = LockToken.Epoch(claim.Ticket == 0 ? claim.Token : claim.Ticket);
        if (claim.Ticket == 0)
            wait.ToldAt = TimeSpan.MaxValue; // lost its place with its lease, and was granted anew without having to wait
    }

    public void Check()
    {
        foreach (var name in _waits.Where(w => w.Token != 0).GroupBy(w => w.Claim.Terms.Name))
        {
            var earlier = name.Where(w => w.ToldAt != TimeSpan.MaxValue).OrderBy(w => w.ToldAt).ToArray();
            var next = 0;
            var lastOf = new SortedDictionary<long, Wait>();
            foreach (var later in name.OrderBy(w => w.AskedAt))
            {
                for (; next < earlier.Length && earlier[next].ToldAt < later.AskedAt; next++)
                {
                    var one = earlier[next];
                    if (!lastOf.TryGetValue(one.ToldBy, out var known) || one.Token > known.Token)
                        lastOf[one.ToldBy] = one;
                }

                if (lastOf.Values.FirstOrDefault(w => w.ToldBy <= later.ServedBy && w.Token > later.Token) is { } last)
                {
                    throw new SimulationFailedException(
                        $"{name.Key}: {later.Claim}, asked for at {later.AskedAt}, was granted before {last.Claim}, which waited since {last.ToldAt}");
                }
            }
        }
    }
}
