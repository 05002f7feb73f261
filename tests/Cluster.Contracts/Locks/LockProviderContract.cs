using Cluster.Locks;
using Cluster.Tests.Hosting;
using Medallion.Threading;

namespace Cluster.Contracts.Locks;

/// <summary>What every provider of fenced locks keeps, as seen by callers of several providers in one process.</summary>
public abstract partial class LockProviderContract<TSetting>(TSetting setting, ITestOutputHelper output) : IClassFixture<TSetting>, IAsyncLifetime
    where TSetting : LockProviderSetting
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);

    private readonly List<IFencedLockProvider> _opened = [];

    /// <summary>The name of the lock of this test.</summary>
    protected string Name { get; } = $"contract/{Guid.NewGuid():N}";

    protected TSetting Setting { get; } = setting;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Setting.WhyNot is not null, Setting.WhyNot ?? "");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _opened)
        {
            if (provider is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                (provider as IDisposable)?.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Acquire_FreeLock_GivesAHandleThatTellsOfIt()
    {
        var mine = await LockAsync();

        await using var held = await mine.AcquireAsync(Patience, Cancellation);

        Assert.Equal(Name, mine.Name);
        Assert.Equal(Name, held.Name);
        Assert.True(held.FencingToken > 0);
        Assert.True(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Equal(Setting.HasLease, held.LeaseExpiry is not null);
        Assert.True(held.LeaseExpiry is null || held.LeaseExpiry > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task TryAcquire_HeldElsewhere_GivesNull()
    {
        await using var held = await (await LockAsync()).AcquireAsync(Patience, Cancellation);
        var other = await LockAsync();

        Assert.Null(await other.TryAcquireAsync(TimeSpan.Zero, Cancellation));
        Assert.Null(await other.TryAcquireAsync(AWhile, Cancellation));
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task TryAcquire_HeldByAnotherCallerHere_GivesNull()
    {
        var mine = await LockAsync();
        await using var held = await mine.AcquireAsync(Patience, Cancellation);

        Assert.Null(await mine.TryAcquireAsync(TimeSpan.Zero, Cancellation));
        Assert.Null(await mine.TryAcquireAsync(AWhile, Cancellation));
    }

    [Fact]
    public async Task TryAcquire_TimedOut_LeavesNoGhost()
    {
        var (one, other, third) = (await LockAsync(), await LockAsync(), await LockAsync());
        var held = await one.AcquireAsync(Patience, Cancellation);
        Assert.Null(await other.TryAcquireAsync(AWhile, Cancellation));

        await held.DisposeAsync();

        await using var next = await third.AcquireAsync(Patience, Cancellation);
        Assert.True(next.FencingToken > held.FencingToken);
    }

    [Fact]
    public async Task Acquire_TimedOut_Throws()
    {
        await using var held = await (await LockAsync()).AcquireAsync(Patience, Cancellation);
        var other = await LockAsync();

        var thrown = await Assert.ThrowsAsync<TimeoutException>(async () => await other.AcquireAsync(AWhile, Cancellation));
        Assert.Contains(Name, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_Cancelled_Throws_AndLeavesNoGhost()
    {
        var (one, other, third) = (await LockAsync(), await LockAsync(), await LockAsync());
        var held = await one.AcquireAsync(Patience, Cancellation);
        using var cancel = new CancellationTokenSource();
        var waiting = other.AcquireAsync(cancellationToken: cancel.Token).AsTask();
        await Task.Delay(AWhile, Cancellation);
        Assert.False(waiting.IsCompleted);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await held.DisposeAsync();
        await using var next = await third.AcquireAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Acquire_CancelledBefore_ThrowsAndTakesNothing()
    {
        var mine = await LockAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await mine.AcquireAsync(cancellationToken: new CancellationToken(true)));

        await using var held = await (await LockAsync()).AcquireAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Acquire_WhileHeldElsewhere_EndsWhenItIsReleased()
    {
        var held = await (await LockAsync()).AcquireAsync(Patience, Cancellation);
        var waiting = (await LockAsync()).AcquireAsync(Patience, Cancellation).AsTask();
        await Task.Delay(AWhile, Cancellation);
        Assert.False(waiting.IsCompleted);

        await held.DisposeAsync();

        await using var next = await waiting;
        Assert.True(next.FencingToken > held.FencingToken);
    }

    [Fact]
    public async Task Dispose_OfAHandle_EndsItWithoutCallingItLost()
    {
        var held = await (await LockAsync()).AcquireAsync(Patience, Cancellation);

        await held.DisposeAsync();
        await held.DisposeAsync();

        Assert.False(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task FencingToken_OverManyGrantsOfTwoProviders_Rises()
    {
        var locks = new[] { await LockAsync(), await LockAsync() };
        var newest = 0L;
        for (var i = 0; i < 20; i++)
        {
            await using var held = await locks[i % 2].AcquireAsync(Patience, Cancellation);
            Assert.True(held.FencingToken > newest, $"{held.FencingToken} came after {newest}");
            newest = held.FencingToken;
        }
    }

    [Fact]
    public async Task Lock_OfAnotherName_IsAnotherLock()
    {
        var provider = await OpenAsync();
        string[] endings = ["", "a", "A", "/a", "-a", "/../a", "ä", "名", " ", new string('x', 512 - Name.Length)];
        var held = new List<IFencedLockHandle>();
        foreach (var ending in endings)
            held.Add(await provider.CreateLock(Name + ending).AcquireAsync(Patience, Cancellation));

        foreach (var handle in held)
            await handle.DisposeAsync();
    }

    [Fact]
    public async Task CreateLock_WithANameThatIsNone_Throws()
    {
        var provider = await OpenAsync();

        Assert.ThrowsAny<ArgumentException>(() => provider.CreateLock(""));
        Assert.ThrowsAny<ArgumentException>(() => provider.CreateLock(new string('x', 513)));
    }

    [Fact]
    public async Task Acquire_ByManyCallersOfTwoProviders_ExcludesThem()
    {
        var locks = new[] { await LockAsync(), await LockAsync() };
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            for (var round = 0; round < 5; round++)
            {
                await using var held = await locks[i % 2].AcquireAsync(Patience, Cancellation);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        }));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Provider_AsOneOfDistributedLock_GivesTheSameLocks()
    {
        IDistributedLockProvider provider = await OpenAsync();
        var other = await LockAsync();

        await using (var held = await provider.CreateLock(Name).AcquireAsync(Patience, Cancellation))
        {
            Assert.True(((IFencedLockHandle)held).FencingToken > 0);
            Assert.Null(await other.TryAcquireAsync(TimeSpan.Zero, Cancellation));
        }

        await using (await other.AcquireAsync(Patience, Cancellation))
            Assert.Null(provider.CreateLock(Name).TryAcquire(TimeSpan.Zero, Cancellation));
        using var again = provider.CreateLock(Name).Acquire(Patience, Cancellation);
        Assert.False(again.HandleLostToken.IsCancellationRequested);
    }

    /// <summary>The lock of this test, of a provider of its own.</summary>
    protected async Task<IFencedLock> LockAsync() => (await OpenAsync()).CreateLock(Name);

    private async Task<IFencedLockProvider> OpenAsync()
    {
        var provider = await Setting.OpenAsync();
        _opened.Add(provider);
        return provider;
    }
}
