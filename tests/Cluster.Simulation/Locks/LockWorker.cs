using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Locks;

/// <summary>One flow in a client that takes a lock, works under it, lets go, thinks, and begins anew; sometimes it loses patience.</summary>
internal sealed class LockWorker(ClientProcess client, SimulatedNode node, LockWorld world) : IClaimListener
{
    private readonly Queue<Action> _heard = new();
    private Claim? _claim;
    private long _askedNs;
    private bool _finished;

    /// <summary>How many locks it was granted.</summary>
    public int Grants { get; private set; }

    /// <summary>From now on it waits for as long as it takes.</summary>
    public bool IsPatient { get; set; }

    public void Think() => node.After(Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(400)), Ask);

    public void Finish()
    {
        _finished = true;
        _claim = null;
    }

    /// <summary>Acts on what the link told, now that the link is done.</summary>
    public void Hear()
    {
        while (_heard.TryDequeue(out var act))
            act();
    }

    public void Queued(Claim claim) => world.Order.Told(claim, world.World.Now);

    public void Granted(Claim claim)
    {
        Grants++;
        world.Holders.Granted(claim, node, client.Link);
        world.Order.Granted(claim);
        Record("acquire", claim, _askedNs, Outcome.Ok);
        _heard.Enqueue(() => Work(claim));
    }

    public void Refused(Claim claim, LockReason reason, string? detail) => _heard.Enqueue(() =>
    {
        if (claim == _claim && claim.State == ClaimState.Ended)
            Done();
    });

    public void Lost(Claim claim, LockReason reason, string? detail)
    {
        world.Holders.Ended(claim);
        world.LostLocks++;
        _heard.Enqueue(() =>
        {
            if (claim == _claim)
                Done();
        });
    }

    public void Wanted(Claim claim)
    {
    }

    public void MoreTokens(Claim claim, long first, int count)
    {
    }

    public override string ToString() => $"worker of {node} ({_claim?.ToString() ?? "idle"})";

    private SeededRandom Random => world.World.Random;

    private void Ask()
    {
        if (_finished)
            return;
        var claim = new Claim(client.NextClaim(), Random.Pick(world.Terms), this) { NoWait = !IsPatient && Random.Chance(0.1) };
        _claim = claim;
        _askedNs = world.NowNs;
        world.Order.Asked(claim, world.World.Now);
        client.Do(now => client.Link.Acquire(claim, now));
        if (!IsPatient && Random.Chance(0.3))
            node.After(Random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), () => GiveUp(claim));
    }

    private void GiveUp(Claim claim)
    {
        if (claim != _claim || claim.State != ClaimState.Waiting)
            return;
        client.Do(now => client.Link.Release(claim, lazily: false, now));
        Done();
    }

    private void Work(Claim claim)
    {
        if (claim != _claim || claim.State != ClaimState.Held)
            return;
        UseResource(claim);
        var hold = !IsPatient && Random.Chance(world.Scenario.LongHolds)
            ? Random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(4))
            : Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(60));
        node.After(hold / 2, () => GoOn(claim));
        node.After(hold, () => LetGo(claim));
    }

    private void GoOn(Claim claim)
    {
        if (claim != _claim || claim.State != ClaimState.Held)
            return;
        UseResource(claim);
        if (claim is { Mode: LockMode.Upgradeable, Upgrading: false } && Random.Chance(0.5))
            client.Do(now => client.Link.Upgrade(claim, now));
    }

    /// <summary>A worker does not look at the clock before it uses what the lock guards: that is what the token is for.</summary>
    private void UseResource(Claim claim) => world.World.Network.Send(
        node,
        world.ResourceNode,
        new FencedResource.Guarded(claim.Terms.Name, claim.Token, client.Number, claim.Id, claim.Mode == LockMode.Exclusive, world.NowNs));

    private void LetGo(Claim claim)
    {
        if (claim != _claim)
            return;
        if (claim.State == ClaimState.Held)
        {
            if (claim.Upgrading && Random.Chance(0.5))
            {
                client.Do(now => client.Link.CancelUpgrade(claim, now));
                node.After(TimeSpan.FromMilliseconds(10), () => LetGo(claim));
                return;
            }

            UseResource(claim);
            world.Holders.Ended(claim);
            if (client.Link.HeldUntil > node.Clock.Now)
                Record("release", claim, world.NowNs, Outcome.Ok);
            client.Do(now => client.Link.Release(claim, lazily: Random.Chance(0.5), now));
        }

        Done();
    }

    private void Done()
    {
        _claim = null;
        if (!_finished)
            Think();
    }

    private void Record(string op, Claim claim, long startNs, Outcome outcome) => world.History.Add(new HistoryEntry
    {
        Client = client.Number,
        Key = claim.Terms.Name,
        Op = op,
        Token = claim.Token,
        Mode = claim.Mode switch { LockMode.Shared => "s", LockMode.Upgradeable => "u", _ => "x" },
        StartNs = startNs,
        EndNs = world.NowNs,
        Ok = outcome,
    });
}
