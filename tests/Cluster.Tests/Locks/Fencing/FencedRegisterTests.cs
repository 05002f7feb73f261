using System.Collections.Concurrent;
using Cluster.Locks.Fencing;
using Cluster.Registers;
using Cluster.Tests.Registers;

namespace Cluster.Tests.Locks.Fencing;

/// <summary>Registers that refuse an old token, over three silos and two clients.</summary>
public sealed class FencedRegisterTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_NewerOrEqualToken_ReplacesTheValue()
    {
        var register = new FencedRegister<string>(cluster.Client.Registers, "fenced/replaced");

        await register.WriteAsync("one", 7, Token);
        await register.WriteAsync("two", 7, Token);
        var written = await Other<string>("fenced/replaced").WriteAsync("three", long.MaxValue, Token);

        Assert.Equal(new FencedValue<string>(true, "three", long.MaxValue), written);
        Assert.Equal(written, await register.PeekAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Changes_WithAnOlderToken_AreRefusedWithBothTokens_AndChangeNothing()
    {
        await Other<string>("fenced/refused").WriteAsync("new", 8, Token);
        var register = new FencedRegister<string>(cluster.Client.Registers, "fenced/refused");

        var stale = await Assert.ThrowsAsync<StaleTokenException>(async () => await register.WriteAsync("old", 7, Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.UpdateAsync(_ => "old", 7, Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.DeleteAsync(7, Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.ReadAsync(7, Token));

        Assert.Equal((7, 8), (stale.Token, stale.Newest));
        Assert.Contains("fenced/refused", stale.Resource, StringComparison.Ordinal);
        Assert.Equal(new FencedValue<string>(true, "new", 8), await register.PeekAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task ReadAsync_KeepsOlderHoldersFromWriting_AfterIt_AlsoBeforeTheFirstWrite()
    {
        var register = new FencedRegister<int>(cluster.Client.Registers, "fenced/read");

        Assert.Equal(new FencedValue<int>(false, 0, 5), await register.ReadAsync(5, Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await Other<int>("fenced/read").WriteAsync(4, 4, Token));
        await register.WriteAsync(55, 5, Token);
        Assert.Equal(55, (await register.ReadAsync(6, Token)).Value);

        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.WriteAsync(5, 5, Token));
    }

    [Fact]
    public async Task DeleteAsync_TakesTheValueAway_AndRemembersTheToken()
    {
        var register = new FencedRegister<string>(cluster.Client.Registers, "fenced/deleted");
        await register.WriteAsync("here", 3, Token);

        await register.DeleteAsync(4, Token);

        Assert.Equal(new FencedValue<string>(false, null, 4), await register.PeekAsync(cancellationToken: Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.WriteAsync("again", 3, Token));
    }

    [Fact]
    public async Task UpdateAsync_ByManyOfOneToken_LosesNoChange()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var register = new FencedRegister<int>((i % 2 == 0 ? cluster.Client : cluster.Other).Registers, "fenced/counted");
            for (var n = 0; n < 5; n++)
                await register.UpdateAsync(now => now.Value + 1, 9, Token);
        }));

        Assert.Equal(new FencedValue<int>(true, 40, 9), await Other<int>("fenced/counted").PeekAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task WriteAsync_OfManyTokensAtOnce_AcceptsThemInOrder()
    {
        var accepted = new ConcurrentBag<long>();
        var watched = new List<long>();
        var watch = Task.Run(
            async () =>
            {
                await foreach (var seen in cluster.Other.Registers.Get<FencedValue<long>>("fenced/raced").WatchAsync(cancellationToken: Token))
                {
                    if (seen.Exists)
                        watched.Add(seen.Value!.NewestToken);
                    if (watched is [.., 40])
                        return;
                }
            },
            Token);

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => (i * 17 % 40) + 1L).Select(async token =>
        {
            var register = new FencedRegister<long>((token % 2 == 0 ? cluster.Client : cluster.Other).Registers, "fenced/raced");
            try
            {
                Assert.Equal(token, (await register.WriteAsync(token, token, Token)).Value);
                accepted.Add(token);
            }
            catch (StaleTokenException stale)
            {
                Assert.True(stale.Newest > token);
            }
        }));

        await watch;
        Assert.Contains(40, accepted);
        Assert.Equal(watched.Order(), watched);
        Assert.Equal(new FencedValue<long>(true, 40, 40), await Other<long>("fenced/raced").PeekAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Holder_WhoseLockWasForcedOpen_IsRefused()
    {
        var register = new FencedRegister<string>(cluster.Client.Registers, "fenced/guarded");
        await using var former = await cluster.Client.Locks.AcquireAsync("fenced/guarded", Token);
        await register.WriteAsync("former", former.FencingToken, Token);
        await cluster.Other.Locks.BreakAsync("fenced/guarded", "to see who is let in", cancellationToken: Token);
        await using var next = await cluster.Other.Locks.AcquireAsync("fenced/guarded", Token);

        await Other<string>("fenced/guarded").WriteAsync("next", next.FencingToken, Token);

        await Assert.ThrowsAsync<StaleTokenException>(async () => await register.WriteAsync("former again", former.FencingToken, Token));
        Assert.Equal("next", (await register.PeekAsync(cancellationToken: Token)).Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task WriteAsync_WithATokenThatIsNone_Throws(long token) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Other<int>("fenced/none").WriteAsync(1, token, Token));

    [Fact]
    public void Constructor_WithANameThatIsNone_Throws() =>
        Assert.Throws<ArgumentException>(() => new FencedRegister<int>(cluster.Client.Registers, ""));

    private FencedRegister<T> Other<T>(string name) => new(cluster.Other.Registers, name);
}
