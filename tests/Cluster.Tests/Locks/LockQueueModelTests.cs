using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks;

/// <summary>The lock queue against a model that a reader can check by eye: two lists and the table of what may be held together.</summary>
public sealed class LockQueueModelTests
{
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 3], Gen.Int[1, 3], (mode, permits) => new Step(StepKind.Arrive, mode, permits))),
        (4, Gen.Int[0, 20].Select(which => new Step(StepKind.Leave, which, 0))),
        (1, Gen.Int[0, 20].Select(which => new Step(StepKind.Upgrade, which, 0))),
        (1, Gen.Int[0, 20].Select(which => new Step(StepKind.CancelUpgrade, which, 0))));

    private enum StepKind
    {
        Arrive,
        Leave,
        Upgrade,
        CancelUpgrade,
    }

    [Fact]
    public void Queue_OfALock_DoesAsTheModel() =>
        Steps.Array[1, 60].Sample(steps => Play(steps, isSemaphore: false), iter: 5_000, threads: 1);

    [Fact]
    public void Queue_OfASemaphore_DoesAsTheModel() =>
        Steps.Array[1, 60].Sample(steps => Play(steps, isSemaphore: true), iter: 2_000, threads: 1);

    [Fact]
    public void Enqueue_ClaimedBackOutOfOrder_StandsInOrderOfTickets() =>
        Gen.Shuffle(Enumerable.Range(1, 12).ToArray()).Sample(tickets =>
        {
            var queue = new LockQueue(new LockKey("k", false), LockRules.Standard);
            foreach (var ticket in tickets)
            {
                var claim = NewClaim(queue, ticket, new LockTerms("k", LockMode.Exclusive));
                claim.Ticket = ticket;
                queue.Enqueue(claim);
            }

            Assert.Equal(Enumerable.Range(1, 12).Select(t => (long)t), queue.Waiters.Select(w => w.Ticket));
        });

    private static void Play(Step[] steps, bool isSemaphore)
    {
        const int Limit = 4;
        var queue = new LockQueue(new LockKey("k", isSemaphore), LockRules.Standard);
        var model = new Model(Limit);
        var claims = new List<LockClaim>();
        long next = 0;
        long token = 0;
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case StepKind.Arrive:
                    var mode = isSemaphore ? LockMode.Permits : (LockMode)(step.Which % 3);
                    var claim = NewClaim(queue, ++next, new LockTerms("k", mode, isSemaphore ? step.Permits : 1, isSemaphore ? Limit : 1));
                    claim.Ticket = next;
                    claims.Add(claim);
                    Assert.Equal(model.IsOpenTo(mode, claim.Terms.Permits), queue.IsOpenTo(claim));
                    queue.Enqueue(claim);
                    model.Waiting.Add(new ModelClaim(next, mode, claim.Terms.Permits));
                    break;
                case StepKind.Leave when claims.Count > 0:
                    var leaving = claims[step.Which % claims.Count];
                    claims.Remove(leaving);
                    queue.Remove(leaving);
                    model.Leave(leaving.Id);
                    break;
                case StepKind.Upgrade when claims.Find(c => c.Holds && c.Mode == LockMode.Upgradeable) is { } upgradeable && queue.Upgrading is null:
                    queue.BeginUpgrade(upgradeable);
                    model.Upgrading = upgradeable.Id;
                    break;
                case StepKind.CancelUpgrade when claims.Find(c => c.Upgraded || queue.Upgrading == c) is { } upgraded:
                    queue.CancelUpgrade(upgraded);
                    model.CancelUpgrade(upgraded.Id);
                    break;
                default:
                    break;
            }

            while (queue.Next() is { } granted)
                queue.Grant(granted, ++token);
            model.GrantAll();
            Assert.Equal(model.Held.Select(c => (c.Id, c.Mode)).Order(), queue.Holders.Select(c => (c.Id, c.Mode)).Order());
            Assert.Equal(model.Waiting.Select(c => c.Id), queue.Waiters.Select(c => c.Id));
            Assert.Equal(model.Held.Count + model.Waiting.Count == 0, queue.IsEmpty);
        }
    }

    private static LockClaim NewClaim(LockQueue queue, long id, LockTerms terms) =>
        new(new ShardSession(Guid.Empty, SessionState.Open), id, terms) { Queue = queue };

    private sealed record Step(StepKind Kind, int Which, int Permits);

    private sealed record ModelClaim(long Id, LockMode Mode, int Permits);

    private sealed class Model(int limit)
    {
        public List<ModelClaim> Held { get; } = [];

        public List<ModelClaim> Waiting { get; } = [];

        public long? Upgrading { get; set; }

        public bool IsOpenTo(LockMode mode, int permits) => Upgrading is null && Waiting.Count == 0 && Fits(mode, permits);

        public void Leave(long id)
        {
            Held.RemoveAll(c => c.Id == id);
            Waiting.RemoveAll(c => c.Id == id);
            if (Upgrading == id)
                Upgrading = null;
        }

        public void CancelUpgrade(long id)
        {
            if (Upgrading == id)
                Upgrading = null;
            Replace(id, LockMode.Upgradeable);
        }

        public void GrantAll()
        {
            if (Upgrading is { } id)
            {
                if (Held.Count > 1)
                    return;
                Replace(id, LockMode.Exclusive);
                Upgrading = null;
            }

            while (Waiting.Count > 0 && Fits(Waiting[0].Mode, Waiting[0].Permits))
            {
                Held.Add(Waiting[0]);
                Waiting.RemoveAt(0);
            }
        }

        private void Replace(long id, LockMode mode)
        {
            var at = Held.FindIndex(c => c.Id == id);
            if (at >= 0)
                Held[at] = Held[at] with { Mode = mode };
        }

        private bool Fits(LockMode mode, int permits) => mode switch
        {
            LockMode.Exclusive => Held.Count == 0,
            LockMode.Shared => Held.TrueForAll(c => c.Mode != LockMode.Exclusive),
            LockMode.Upgradeable => Held.TrueForAll(c => c.Mode == LockMode.Shared),
            _ => Held.Sum(c => c.Permits) + permits <= limit,
        };
    }
}
