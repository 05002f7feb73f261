using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>
/// Sees all clocks at once, as nobody in the world can, and so knows at every instant of true time which clients may take a lock as held.
/// Checks that of two whose modes exclude each other there is at most one.
/// </summary>
internal sealed class HoldersInTime
{
    private readonly List<Holder> _holders = [];
    private readonly Dictionary<string, long> _brokenThrough = [];
    private readonly Dictionary<string, long> _newestExclusive = [];

    private sealed record Holder(Claim Claim, SimulatedNode Node, int Life, LockLink Link)
    {
        public required LockMode Mode { get; init; }

        public required long Token { get; init; }
    }

    /// <summary>Clocks drift by more than leases allow for: only tokens protect.</summary>
    public bool OnlyTokensCount { get; init; }

    public void Granted(Claim claim, SimulatedNode node, LockLink link)
    {
        Ended(claim);
        var name = claim.Terms.Name;
        var broken = _brokenThrough.GetValueOrDefault(name);
        var newcomer = new Holder(claim, node, node.Life, link) { Mode = claim.Mode, Token = claim.Token };
        if (!OnlyTokensCount)
        {
            foreach (var other in _holders)
            {
                if (other.Claim.Terms.Name == name && Exclude(other.Mode, claim.Mode) && other.Token > broken && claim.Token > broken && Believes(other))
                {
                    throw new SimulationFailedException(
                        $"{name}: {node} holds it ({claim}) while {other.Node} does ({other.Claim}, until {other.Link.HeldUntil} on its clock, which reads {other.Node.Clock.Now})");
                }
            }

            if (claim.Token <= _newestExclusive.GetValueOrDefault(name) && claim.Token > broken)
            {
                throw new SimulationFailedException(
                    $"{name}: {node} was given token {LockToken.Format(claim.Token)} after {LockToken.Format(_newestExclusive[name])} had been given");
            }
        }

        if (claim.Mode == LockMode.Exclusive)
            _newestExclusive[name] = Math.Max(claim.Token, _newestExclusive.GetValueOrDefault(name));
        _holders.Add(newcomer);
    }

    public void Ended(Claim claim) => _holders.RemoveAll(h => h.Claim == claim);

    /// <summary>Who held it until now may not know yet that it was forced open.</summary>
    public void Broken(string name, long through) => _brokenThrough[name] = Math.Max(through, _brokenThrough.GetValueOrDefault(name));

    private static bool Believes(Holder holder) =>
        holder.Node.IsUp && holder.Node.Life == holder.Life && holder.Node.Clock.Now < holder.Link.HeldUntil;

    private static bool Exclude(LockMode a, LockMode b) =>
        a == LockMode.Exclusive || b == LockMode.Exclusive || (a == LockMode.Upgradeable && b == LockMode.Upgradeable);
}
