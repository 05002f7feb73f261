using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Tests.Registers;

/// <summary>How promises are stored, and what is seen of them.</summary>
public sealed class RegisterContentTests
{
    private static readonly RegisterPromise Promise = new(1, 2, 3, 4);
    private static readonly Carstamp Before = new(5, 6, 7);
    private static readonly Carstamp At = new(5, 6, 8);
    private static readonly Carstamp Later = new(5, 6, 9);

    [Theory]
    [InlineData(new byte[] { 0, 1 }, new byte[] { 0, 2 })]
    [InlineData(null, new byte[] { 0, 2 })]
    [InlineData(new byte[] { 0, 1 }, null)]
    [InlineData(null, null)]
    public void Promise_ShowsTheValueBefore_AndComesToEither(byte[]? before, byte[]? after)
    {
        var promised = RegisterContent.Of(new Versioned(At, default, RegisterContent.Of(new Versioned(Before, default, before)).With(Promise, after)));
        var kept = RegisterContent.Of(new Versioned(Later, default, promised.Settled(isKept: true)));
        var broken = RegisterContent.Of(new Versioned(Later, default, promised.Settled(isKept: false)));

        Assert.Equal((Before, Promise, At), (promised.Version, promised.Pending!.Promise, promised.Pending.At));
        Assert.Equal(before, promised.Stored);
        Assert.Equal(after, promised.Pending.After);
        Assert.Equal((Later, null), (kept.Version, kept.Pending));
        Assert.Equal(after, kept.Stored);
        Assert.Equal((Before, null), (broken.Version, broken.Pending));
        Assert.Equal(before, broken.Stored);
    }

    [Fact]
    public void BrokenPromise_Twice_StillHasTheFirstVersion()
    {
        var once = RegisterContent.Of(new Versioned(At, default, RegisterContent.Of(new Versioned(Before, default, [0, 1])).With(Promise, [0, 2])));
        var back = RegisterContent.Of(new Versioned(Later, default, once.Settled(isKept: false)));
        var twice = RegisterContent.Of(new Versioned(Later.Plus(1), default, back.With(Promise, [0, 3])));

        Assert.Equal(Before, RegisterContent.Of(new Versioned(Later.Plus(2), default, twice.Settled(isKept: false))).Version);
    }

    [Theory]
    [InlineData(new byte[] { 2, 1, 1 })]
    [InlineData(new byte[] { 3 })]
    public void Promise_CutShort_IsRefused(byte[] held) => Assert.Throws<FormatException>(() => RegisterContent.Of(new Versioned(At, default, held)));

    [Fact]
    public void DecisionTable_KeepsTheFirst_AndForgetsJustTheOne()
    {
        var other = Promise with { Attempt = 5 };
        var table = DecisionRegisters.With(DecisionRegisters.With([], Promise, isKept: true), other, isKept: false);

        Assert.Equal((true, false, null), (DecisionRegisters.Find(table, Promise), DecisionRegisters.Find(table, other), DecisionRegisters.Find(table, Promise with { Number = 9 })));
        var smaller = DecisionRegisters.Without(table, Promise)!;
        Assert.Equal((null, false), (DecisionRegisters.Find(smaller, Promise), DecisionRegisters.Find(smaller, other)));
        Assert.Null(DecisionRegisters.Without(smaller, Promise));
    }

    [Fact]
    public void PromiseName_AsText_IsReadBack()
    {
        var promise = new RegisterPromise(long.MaxValue, -1, long.MinValue, int.MaxValue);

        Assert.Equal(promise, RegisterPromise.TryParse(promise.ToString()));
        Assert.True(promise.ToString().Length <= RegisterPromise.MaxTextLength);
        Assert.Null(RegisterPromise.TryParse("1-2-3"));
    }
}
