using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks.Shards;

/// <summary>Queue, lease, session and reclaim rules, as the clients and the shard carry them out together, against a model of a page.</summary>
public sealed class LockShardModelTests
{
    private static readonly LockTimes Times = new();

    private static readonly Gen<ShardStep[]> Steps = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 2], (client, name, mode) => new ShardStep(ShardStepKind.Ask, client, name, mode > 0))),
        (4, Of(ShardStepKind.LetGo)),
        (2, Of(ShardStepKind.Silence)),
        (3, Of(ShardStepKind.Wake)),
        (2, Of(ShardStepKind.Crash)),
        (1, Of(ShardStepKind.HandOver)),
        (2, Of(ShardStepKind.Moment)),
        (1, Of(ShardStepKind.LongWait))).Array[1, 50];

    public static TheoryData<string> Faults => [.. Broken.Keys];

    private static Dictionary<string, (Func<LockTimes> Times, Func<LockRules> Rules)> Broken { get; } = new()
    {
        ["the last comes first"] = (() => Times, () => new LastFirst()),
        ["readers are let in beside a writer"] = (() => Times, () => new AnythingGoes()),
        ["a token is given twice"] = (() => Times, () => new TokenTwice()),
        ["a new activation grants at once"] = (() => Times, () => new NoRecovery()),
        ["a new activation does not wait for those who are away"] = (() => new ShortWait(), () => LockRules.Standard),
        ["a lease is taken away early"] = (() => new EarlyEnd(), () => LockRules.Standard),
    };

    [Fact]
    public void Shard_WithItsClients_DoesAsTheModel() =>
        Steps.Sample(steps => ShardRun.Play(steps, Times, LockRules.Standard), iter: 2_000, threads: 1, print: Print);

    [Theory]
    [MemberData(nameof(Faults))]
    public void Model_HeldAgainstABrokenRule_FindsIt(string fault)
    {
        var (times, rules) = Broken[fault];
        Assert.ThrowsAny<Exception>(() => Steps.Sample(steps => ShardRun.Play(steps, times(), rules()), iter: 2_000, threads: 1, print: Print));
    }

    private static Gen<ShardStep> Of(ShardStepKind kind) => Gen.Int[0, 20].Select(which => new ShardStep(kind, which, 0, false));

    private static string Print(ShardStep[] steps) => string.Join("; ", steps.AsEnumerable());

    private sealed class LastFirst : LockRules
    {
        public override LockClaim? NextWaiter(LinkedList<LockClaim> waiters) => waiters.Last?.Value;
    }

    private sealed class AnythingGoes : LockRules
    {
        public override bool Admits(LockQueue queue, LockClaim claim) => claim.Terms.Mode == LockMode.Shared || base.Admits(queue, claim);
    }

    private sealed class TokenTwice : LockRules
    {
        public override long Token(LockQueue queue, LockClaim claim, long fresh) => base.Token(queue, claim, fresh | 1);
    }

    private sealed class NoRecovery : LockRules
    {
        public override bool MayGrant(LockQueue queue, int awaited, bool windowOver) => true;
    }

    private sealed class ShortWait : LockTimes
    {
        public override TimeSpan RecoveryWait => TimeSpan.FromMilliseconds(20);
    }

    private sealed class EarlyEnd : LockTimes
    {
        public override TimeSpan LeaseEnd(TimeSpan handledAt) => handledAt + (Lease / 4);
    }
}
