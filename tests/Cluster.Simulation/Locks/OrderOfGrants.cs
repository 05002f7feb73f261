using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>First come, first served, as clients can see it: who was told its place in the queue before another even asked is granted before that other.</summary>
internal sealed class OrderOfGrants
{
    private readonly List<Wait> _waits = [];

    private sealed class Wait
    {
        public required Claim Claim { get; init; }

        public required TimeSpan AskedAt { get; init; }

        /// <summary>When it was last told a place; never when it was told that it has none. One that lost its place, because its lease ended, counts from its new one.</summary>
        public TimeSpan ToldAt { get; set; } = TimeSpan.MaxValue;

        public long Token { get; set; }
    }

    public void Asked(Claim claim, TimeSpan at)
    {
        if (claim.Terms.Mode == LockMode.Exclusive)
            _waits.Add(new Wait { Claim = claim, AskedAt = at });
    }

    public void Told(Claim claim, TimeSpan at)
    {
        if (_waits.Find(w => w.Claim == claim) is { } wait)
            wait.ToldAt = claim.Ticket == 0 ? TimeSpan.MaxValue : at;
    }

    public void Granted(Claim claim)
    {
        if (_waits.Find(w => w.Claim == claim) is not { } wait)
            return;
        wait.Token = claim.Token;
        if (claim.Ticket == 0)
            wait.ToldAt = TimeSpan.MaxValue; // lost its place with its lease, and was granted anew without having to wait
    }

    public void Check()
    {
        foreach (var name in _waits.Where(w => w.Token != 0).GroupBy(w => w.Claim.Terms.Name))
        {
            var earlier = name.Where(w => w.ToldAt != TimeSpan.MaxValue).OrderBy(w => w.ToldAt).ToArray();
            var next = 0;
            var last = default(Wait);
            foreach (var later in name.OrderBy(w => w.AskedAt))
            {
                for (; next < earlier.Length && earlier[next].ToldAt < later.AskedAt; next++)
                {
                    if (last is null || earlier[next].Token > last.Token)
                        last = earlier[next];
                }

                if (last?.Token > later.Token)
                {
                    throw new SimulationFailedException(
                        $"{name.Key}: {later.Claim}, asked for at {later.AskedAt}, was granted before {last.Claim}, which waited since {last.ToldAt}");
                }
            }
        }
    }
}
