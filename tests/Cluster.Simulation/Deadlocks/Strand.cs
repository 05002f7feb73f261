using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Deadlocks;

/// <summary>Code that runs step by step: an owner's, or that of one attempt at a transaction. It lets go of its locks when it ends, whether or not anybody waits for that.</summary>
internal sealed class Strand(DeadlockWorld world, ClientProcess client, SimulatedNode node, OwnerId? owner, TransactionOrigin? transaction) : IClaimListener
{
    private readonly List<Claim> _locks = [];
    private readonly Dictionary<int, int> _operations = [];
    private readonly HashSet<string> _ended = [];
    private readonly Queue<Step> _steps = new();
    private Action _done = null!;
    private Action<bool> _failed = null!;
    private bool _isOver;

    public TransactionOrigin? Transaction => transaction;

    /// <summary>Whether its transaction may still commit.</summary>
    public bool IsRunning { get; private set; } = transaction is not null;

    /// <summary>The attempt that it waits for.</summary>
    public Strand? RunsIn { get; set; }

    /// <summary>The claim that it waits for.</summary>
    public Claim? WaitingClaim { get; private set; }

    /// <summary>The item that it waits for.</summary>
    public int? WaitingItem { get; private set; }

    /// <summary>The locks that it has and does not let go of.</summary>
    public IReadOnlyList<Claim> Locks => _locks;

    public Guid Session => client.Session;

    public void Run(IEnumerable<Step> steps, Action done, Action<bool> failed)
    {
        foreach (var step in steps)
            _steps.Enqueue(step);
        (_done, _failed) = (done, failed);
        client.Strands.Add(this);
        Next();
    }

    /// <summary>Nobody waits for its transaction any more. Code that waits for an item is let go by the participant; code that waits for a lock goes on waiting.</summary>
    public void GiveUp()
    {
        IsRunning = false;
        if (WaitingClaim is null)
            Unwind();
    }

    /// <summary>Tells the participants that the attempt is over.</summary>
    public void EndTransaction()
    {
        IsRunning = false;
        foreach (var silo in _operations.Keys)
            world.Send(node, world.ItemSilos[silo], new ItemCall(world.ItemSilos[silo].Name, new AbandonRequest(transaction!.Id, null)));
        if (WaitingClaim is null)
            Unwind();
    }

    public void LetGo() => Unwind();

    public void Hear(OperationReply reply)
    {
        if (!IsRunning)
        {
            world.Send(node, world.NodeOf(reply.Participant), new ItemCall(reply.Participant, new AbandonRequest(reply.Transaction, reply.Session)));
        }
        else if (WaitingItem is not null)
        {
            WaitingItem = null;
            Work();
        }
    }

    public void Hear(SessionEndedReply ended)
    {
        _ended.Add(ended.Participant);
        if (IsRunning && WaitingItem is { } item && world.ItemSilos[DeadlockWorld.SiloOf(item)].Name == ended.Participant)
            Fail(retry: true);
    }

    void IClaimListener.Granted(Claim claim) => client.Later(() =>
    {
        if (claim != WaitingClaim)
            return;
        WaitingClaim = null;
        _locks.Add(claim);
        if (transaction is not null && !IsRunning)
            Unwind();
        else
            Work();
    });

    void IClaimListener.Refused(Claim claim, LockReason reason, string? detail) => client.Later(() =>
    {
        if (claim != WaitingClaim)
            return;
        world.Told++;
        WaitingClaim = null;
        Fail(retry: false);
    });

    void IClaimListener.Lost(Claim claim, LockReason reason, string? detail) => throw new SimulationFailedException($"{claim} was lost, though nothing fails here.");

    void IClaimListener.Queued(Claim claim)
    {
    }

    void IClaimListener.Wanted(Claim claim)
    {
    }

    void IClaimListener.MoreTokens(Claim claim, long first, int count)
    {
    }

    public override string ToString() => transaction?.ToString() ?? owner?.Name ?? $"somebody at {node}";

    private void Work() => node.After(world.World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(100)), Next);

    private void Next()
    {
        if (_isOver)
            return;
        if (!_steps.TryDequeue(out var step))
        {
            if (_ended.Count > 0)
                Fail(retry: true);
            else
                _done();
        }
        else if (step.Item is { } item)
        {
            Use(item, step.Exclusive);
        }
        else
        {
            Take(step.Lock);
        }
    }

    private void Use(int item, bool exclusive)
    {
        var index = DeadlockWorld.SiloOf(item);
        var silo = world.ItemSilos[index];
        if (_ended.Contains(silo.Name))
        {
            Fail(retry: true);
            return;
        }

        WaitingItem = item;
        var number = _operations[index] = _operations.GetValueOrDefault(index) + 1;
        var request = new OperationRequest(transaction!.Id, null, number, $"item-{item}", exclusive ? Access.ReadForUpdate : Access.Read, null) { Origin = transaction };
        world.Send(node, silo, new ItemCall(silo.Name, request));
    }

    private void Take(int which)
    {
        if (_locks.Exists(held => held.Terms.Name == DeadlockWorld.LockName(which)))
        {
            Work(); // as a reentrant owner would
            return;
        }

        var claim = new Claim(client.NextNumber(), new LockTerms(DeadlockWorld.LockName(which), LockMode.Exclusive), this)
        {
            Owner = owner?.Number ?? 0,
            OwnerName = owner?.Name,
            Transaction = transaction,
        };
        WaitingClaim = claim;
        client.Do(which, (link, now) => link.Acquire(claim, now));
        if (world.World.Random.Chance(0.15))
            node.After(world.World.Random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2)), () => TimeOut(claim, which));
    }

    private void TimeOut(Claim claim, int which)
    {
        if (claim != WaitingClaim)
            return;
        WaitingClaim = null;
        client.Do(which, (link, now) => link.Release(claim, lazily: false, now));
        Fail(retry: false);
    }

    private void Fail(bool retry)
    {
        if (_isOver)
            return;
        Unwind();
        _failed(retry);
    }

    private void Unwind()
    {
        (_isOver, WaitingItem) = (true, null);
        client.Strands.Remove(this);
        foreach (var claim in _locks)
            client.Do(DeadlockWorld.ShardOf(claim), (link, now) => link.Release(claim, lazily: false, now));
        _locks.Clear();
    }
}
