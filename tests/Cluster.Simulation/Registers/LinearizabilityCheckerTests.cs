using CsCheck;
using static Cluster.Simulation.Registers.RegisterEvent.Operation;

namespace Cluster.Simulation.Registers;

public sealed class LinearizabilityCheckerTests
{
    [Fact]
    public void Read_OfAnOldValueAfterAWriteReturned_IsRejected() => Rejected(
        Event(Write, 1, null, 0, 10), Event(Write, 2, null, 20, 30), Event(Read, 0, 1, 40, 50));

    [Fact]
    public void Reads_ThatSeeNewThenOld_AreRejected() => Rejected(
        Event(Write, 1, null, 0, 10), Event(Write, 2, null, 20, 90), Event(Read, 0, 2, 30, 40), Event(Read, 0, 1, 50, 60));

    [Fact]
    public void Read_OfAValueNobodyWrote_IsRejected() => Rejected(Event(Write, 1, null, 0, 10), Event(Read, 0, 7, 20, 30));

    [Fact]
    public void Read_BeforeTheWriteBegan_IsRejected() => Rejected(Event(Read, 0, 1, 0, 5), Event(Write, 1, null, 10, 20));

    [Fact]
    public void Write_SeenTwiceWithAnotherBetween_IsRejected() => Rejected(
        Event(Write, 1, null, 0, null), Event(Write, 2, null, 0, null), Event(Read, 0, 1, 10, 20), Event(Read, 0, 2, 30, 40), Event(Read, 0, 1, 50, 60));

    [Fact]
    public void CompareAndSets_OverTheSameValue_DoNotBothSucceed() => Rejected(
        Event(CompareAndSet, 1, 0, 0, 10, expected: 0), Event(CompareAndSet, 2, 0, 0, 10, expected: 0));

    [Fact]
    public void Swaps_ThatLoseAnUpdate_AreRejected() => Rejected(
        Event(Swap, 1, 0, 0, 10), Event(Swap, 2, 0, 20, 30));

    [Fact]
    public void Reads_DuringAWrite_MaySeeEither() => Accepted(
        Event(Write, 1, null, 0, 100), Event(Read, 0, 0, 10, 20), Event(Read, 0, 1, 30, 40));

    [Fact]
    public void Write_OfUnknownOutcome_MayTakeEffectLateOrNever()
    {
        Accepted(Event(Write, 1, null, 0, null), Event(Read, 0, 0, 50, 60), Event(Read, 0, 1, 70, 80));
        Accepted(Event(Write, 1, null, 0, null), Event(Read, 0, 0, 50, 60));
    }

    [Fact]
    public void CompareAndSet_ThatFound_AnotherValue_ChangesNothing() => Accepted(
        Event(Write, 1, null, 0, 10), Event(CompareAndSet, 2, 1, 20, 30, expected: 7), Event(Read, 0, 1, 40, 50));

    [Fact]
    public void Checker_OnSmallHistories_AgreesWithTryingEveryOrder()
    {
        var (accepted, rejected) = (0, 0);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 12], Gen.Int[1, 8], Gen.Int[0, 5]).Array[1, 7].Sample(raw =>
        {
            var history = raw.Select((r, index) => Event(
                (RegisterEvent.Operation)r.Item1,
                r.Item1 == 0 ? 0 : index + 1,
                r.Item1 == 1 || r.Item5 == 0 ? null : r.Item2,
                r.Item3,
                r.Item5 == 0 ? null : r.Item3 + r.Item4,
                expected: r.Item2 / 2)).ToArray();
            var expected = AnyOrderFits([.. history], 0);
            Assert.Equal(expected, LinearizabilityChecker.Check(history) is null);
            Interlocked.Increment(ref expected ? ref accepted : ref rejected);
        }, iter: 20_000);
        Assert.True(accepted > 500 && rejected > 500, $"{accepted} accepted and {rejected} rejected: the histories are one-sided.");
    }

    private static bool AnyOrderFits(List<RegisterEvent> rest, long value) =>
        rest.TrueForAll(e => e.End is null)
        || rest.Exists(next => rest.TrueForAll(other => other.End is null || other.End >= next.Start)
            && next.Apply(value) is { } after
            && AnyOrderFits([.. rest.Where(e => e != next)], after));

    private static RegisterEvent Event(RegisterEvent.Operation kind, long argument, long? observed, long start, long? end, long expected = 0) =>
        new((int)argument, "r", kind, argument, expected, observed, start, end);

    private static void Accepted(params RegisterEvent[] history) => Assert.Null(LinearizabilityChecker.Check(history));

    private static void Rejected(params RegisterEvent[] history) => Assert.NotNull(LinearizabilityChecker.Check(history));
}
