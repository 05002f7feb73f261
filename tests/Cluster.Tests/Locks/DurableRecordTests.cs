using Cluster.Silo.Locks;

namespace Cluster.Tests.Locks;

public sealed class DurableRecordTests
{
    private static readonly GrainId Grain = GrainId.Create("test", "1");
    private readonly SharedStorage _storage = new();

    [Fact]
    public async Task ChangeAsync_OfTwoActivations_LosesNoChange()
    {
        var (a, b) = (New(), New());
        for (var i = 0; i < 20; i++)
            await Task.WhenAll(a.ChangeAsync(Increment), b.ChangeAsync(Increment));

        await a.RefreshAsync();
        Assert.Equal(40, a.Current.Value);
    }

    [Fact]
    public async Task ChangeAsync_StorageAway_Fails_AndTheNextOneBuildsOnWhatIsStored()
    {
        var record = New();
        Assert.Equal(1, await record.ChangeAsync(Increment));
        _storage.IsDown = true;
        await Assert.ThrowsAsync<IOException>(() => record.ChangeAsync(Increment));
        _storage.IsDown = false;

        Assert.Equal(2, await record.ChangeAsync(Increment));
        Assert.Equal(3, await New().ChangeAsync(Increment));
        Assert.Equal(4, await record.ChangeAsync(Increment));
    }

    [Fact]
    public async Task ChangeAsync_WhileAWriteIsUnderWay_GoTogetherInTheNext()
    {
        var record = New();
        await record.ChangeAsync(Increment);
        var before = _storage.Writes;
        var busy = new TaskCompletionSource();
        _storage.Busy = busy.Task;
        var changes = Enumerable.Range(0, 10).Select(_ => record.ChangeAsync(Increment)).ToArray();
        busy.SetResult();

        Assert.Equal(Enumerable.Range(2, 10), await Task.WhenAll(changes));
        Assert.Equal(2, _storage.Writes - before);
    }

    [Fact]
    public async Task ChangeAsync_ThatChangesNothing_WritesNothing()
    {
        var record = New();
        await record.ChangeAsync(Increment);
        var before = _storage.Writes;
        Assert.Equal(1, await record.ChangeAsync(current => (current, current.Value)));
        Assert.Equal(before, _storage.Writes);
    }

    [Fact]
    public async Task ChangesWithinAsync_EndsWithTheChangeOfAnother_OnceItIsLookedFor()
    {
        var (a, b) = (New(), New());
        await a.RefreshAsync();
        var changes = a.ChangesWithinAsync(TimeSpan.FromMinutes(5));
        await b.ChangeAsync(Increment);
        await a.RefreshAsync();

        await changes.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(1, a.Current.Value);
    }

    private static (Counter Changed, int Result) Increment(Counter counter) => (new Counter(counter.Value + 1), counter.Value + 1);

    private DurableRecord<Counter> New() => new(_storage, "counter", Grain);

    internal sealed record Counter(int Value)
    {
        public Counter() : this(0)
        {
        }
    }
}
