using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Simulation.Locks;

/// <summary>
/// The protocol with one rule broken at a time. A checker that has never seen a fault proves nothing; each of these must be found.
/// </summary>
internal static class PlantedFaults
{
    private const string Exclusion = "holds it";
    private const string Tokens = "token";
    private const string Order = "was granted before";
    private const string Left = "is left";
    private const string Progress = "was granted nothing";

    private static readonly LockTimes Usual = new LockScenario().Times();

    /// <summary>The name of each fault, the scenario that has it, and what the checkers may say of it.</summary>
    public static IReadOnlyDictionary<string, (LockScenario Scenario, string[] Symptoms)> All { get; } =
        new Dictionary<string, (LockScenario, string[])>
        {
            ["two activations share an epoch"] = (
                new LockScenario { TakeOver = (last, owner, times) => LockShard.TakeOver(last, owner, times) with { Epoch = Math.Max(last?.Epoch ?? 1, 1) } },
                [Tokens, Exclusion]),
            ["a token is given twice"] = (With(new TokenTwice()), [Tokens]),
            ["readers are let in beside a writer"] = (With(new ReadersBesideWriter()), [Exclusion, Tokens]),
            ["the last comes first"] = (With(new LastFirst()), [Order, Progress]),
            ["a new activation grants at once"] = (With(new NoRecovery()), [Exclusion, Tokens]),
            ["places are told beside a rival"] = (Split(new LockScenario().Times()) with { Rules = () => new PlacesBesideRival(), Names = 1, LongHolds = 0.1 }, [Order]),
            ["doubled operations are applied twice"] = (With(new AppliedTwice()), [Left, Exclusion, Progress]),
            ["a lease is taken away early"] = (With(new ExpireEarly()), [Exclusion, Tokens]),
            ["a lease is taken away without a check"] = (Split(new ExpireUnchecked { Authority = Usual.Lease * 2 }), [Exclusion, Tokens]),
            ["a replaced activation goes on"] = (Split(new EternalAuthority { Authority = Usual.Authority / 2 }) with { LongestFault = TimeSpan.FromSeconds(14), Trouble = TimeSpan.FromSeconds(14), FaultEvery = TimeSpan.FromSeconds(1) }, [Exclusion, Tokens]),
            ["the client counts its lease from the answer"] = (With(new LeaseFromAnswer()), [Exclusion, Tokens]),
            ["the client forgets that clocks drift"] = (With(new NoDrift()), [Exclusion, Tokens]),
            ["a new activation does not wait for those who are away"] = (With(new ShortWait()), [Exclusion, Tokens]),
            ["releases get lost for good"] = (new LockScenario { Leaving = WithoutReleases }, [Left, Progress]),
            ["grants get lost for good"] = (new LockScenario { Answering = WithoutSomeGrants }, [Left, Progress]),
            ["operations overtake each other"] = (new LockScenario { Leaving = OutOfOrder }, [Left, Progress, Exclusion]),
        };

    private static LockScenario With(LockRules rules) => new() { Rules = () => rules };

    private static LockScenario With(LockTimes times) => new() { Times = () => times };

    /// <summary>Two activations at once, for long, with a network that keeps some clients from hearing of the newer one.</summary>
    public static LockScenario Split(LockTimes times) => new()
    {
        Times = () => times,
        Faults = LockFaults.DoubleActivation | LockFaults.Partition,
        FaultEvery = TimeSpan.FromMilliseconds(600),
        LongestFault = TimeSpan.FromSeconds(8),
        LongHolds = 0.5,
    };

    private static LockRequest WithoutReleases(LockRequest request) => request with
    {
        Ops = [.. request.Ops.Select(op => op.Kind == LockOpKind.Release && op.Claim % 5 == 0 ? op with { Claim = 0 } : op)],
    };

    private static LockReply WithoutSomeGrants(LockReply reply) => reply with
    {
        Events = [.. reply.Events.Select(e => e.Kind == LockEventKind.Granted && e.Claim % 7 == 0 ? e with { Claim = 0 } : e)],
    };

    private static LockRequest OutOfOrder(LockRequest request) => request with { Ops = [.. request.Ops.Reverse()] };

    private sealed class TokenTwice : LockRules
    {
        public override long Token(LockQueue queue, LockClaim claim, long fresh) => base.Token(queue, claim, fresh | 1);
    }

    private sealed class ReadersBesideWriter : LockRules
    {
        public override bool Admits(LockQueue queue, LockClaim claim) => claim.Mode == LockMode.Shared || base.Admits(queue, claim);
    }

    private sealed class LastFirst : LockRules
    {
        public override LockClaim? NextWaiter(LinkedList<LockClaim> waiters) => waiters.Last?.Value;
    }

    private sealed class PlacesBesideRival : LockRules
    {
        public override bool MayTellPlace(bool isAlone) => true;
    }

    private sealed class NoRecovery : LockRules
    {
        public override bool MayGrant(LockQueue queue, int awaited, bool windowOver) => true;
    }

    private sealed class AppliedTwice : LockRules
    {
        public override bool WasApplied(long number, long appliedThrough) => false;
    }

    private class UsualTimes : LockTimes
    {
        public UsualTimes()
        {
            Lease = Usual.Lease;
            Authority = Usual.Authority;
            MaxDrift = Usual.MaxDrift;
        }
    }

    private sealed class ExpireEarly : UsualTimes
    {
        public override TimeSpan LeaseEnd(TimeSpan handledAt) => handledAt + (Lease / 2);
    }

    private sealed class ExpireUnchecked : UsualTimes
    {
        public override bool MayExpire(TimeSpan leaseEnd, TimeSpan checkedAt, TimeSpan now) => now >= leaseEnd;
    }

    private sealed class EternalAuthority : UsualTimes
    {
        public override bool HasAuthority(TimeSpan checkedAt, TimeSpan now) => true;
    }

    private sealed class LeaseFromAnswer : UsualTimes
    {
        public override TimeSpan HeldUntil(TimeSpan sentAt, TimeSpan receivedAt, TimeSpan lease) => base.HeldUntil(receivedAt, receivedAt, lease);
    }

    private sealed class NoDrift : UsualTimes
    {
        public override TimeSpan HeldUntil(TimeSpan sentAt, TimeSpan receivedAt, TimeSpan lease) => sentAt + lease;
    }

    private sealed class ShortWait : UsualTimes
    {
        public override TimeSpan RecoveryWait => Lease / 4;
    }
}
