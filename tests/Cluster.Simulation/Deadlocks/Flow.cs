using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Deadlocks;

/// <summary>
/// One flow of calls: thinks, takes a lock or two as an owner, runs a transaction under them, attempt after attempt, lets go, and begins anew. Sometimes it loses patience: then the
/// attempt is over, and its code goes on alone.
/// </summary>
internal sealed class Flow(DeadlockWorld world, ClientProcess client, SimulatedNode node)
{
    private Strand _main = null!;
    private Strand? _attempt;
    private Step[] _plan = [];
    private OwnerId? _owner;

    private SeededRandom Random => world.World.Random;

    public void Think() => node.After(Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)), Begin);

    private void Begin()
    {
        var number = client.NextNumber();
        _owner = Random.Chance(0.7) ? new OwnerId(client.Session, number, $"owner-{number}@{node}") : null;
        _attempt = null;
        _plan = Random.Chance(0.2) ? [] : [.. Enumerable.Range(0, 1 + Random.Next(3)).Select(_ => Choose(lockShare: 0.4))];
        var steps = _owner is null ? 0 : _plan.Length == 0 ? 2 : Random.Next(2);
        _main = new Strand(world, client, node, _owner, null);
        _main.Run([.. Enumerable.Range(0, steps).Select(_ => Choose(lockShare: 1))], RunTransaction, _ => End());
    }

    private Step Choose(double lockShare) => Random.Chance(lockShare)
        ? new Step(Random.Next(DeadlockWorld.Locks), null, false)
        : new Step(-1, Random.Next(DeadlockWorld.Items), Random.Chance(0.7));

    private void RunTransaction()
    {
        if (_plan.Length == 0)
        {
            End();
            return;
        }

        Attempt(client.NextTransaction());
    }

    private void Attempt(TransactionId id)
    {
        var owner = world.Scenario.Fault == DeadlockFault.KnowsNoCaller ? null : _owner;
        var attempt = new Strand(world, client, node, _owner, new TransactionOrigin(id, node.Name, node.Name, owner));
        _attempt = _main.RunsIn = attempt;
        client.Began(attempt);
        if (Random.Chance(0.3))
            node.After(Random.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3)), () => LosePatience(attempt));
        attempt.Run(_plan, () => Over(attempt, retry: false), retry => Over(attempt, retry));
    }

    private void LosePatience(Strand attempt)
    {
        if (attempt != _attempt)
            return;
        world.Abandoned++;
        attempt.GiveUp();
        Over(attempt, retry: Random.Chance(0.5));
    }

    private void Over(Strand attempt, bool retry)
    {
        if (attempt != _attempt)
            return;
        attempt.EndTransaction();
        _attempt = _main.RunsIn = null;
        var id = attempt.Transaction!.Id;
        if (retry)
            node.After(Random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)), () => Attempt(id with { Attempt = id.Attempt + 1 }));
        else
            End();
    }

    private void End()
    {
        _main.LetGo();
        world.Rounds++;
        Think();
    }
}
