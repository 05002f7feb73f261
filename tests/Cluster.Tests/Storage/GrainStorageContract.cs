using Cluster.Silo.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Cluster.Tests.Storage;

/// <summary>What grains ask of their storage, over Orleans' ADO.NET provider and this project's scripts.</summary>
public abstract class GrainStorageContract
{
    private const string StateName = "Cluster.Tests.State";

    public static TheoryData<string> Keys => ["text", "guid", "guid+text", "number", "number+text", "empty-looking", "unicode"];

    /// <summary>The storage as a running silo has it.</summary>
    protected abstract Task<IGrainStorage> OpenAsync();

    /// <summary>The database that the storage is in, for what silos do to it as they start.</summary>
    private protected abstract GrainDatabase Database { get; }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Write_ThenRead_GivesTheStateBack(string key)
    {
        var storage = await OpenAsync();
        var grain = Grain(key);
        var written = State("first");

        await storage.WriteStateAsync(StateName, grain, written);
        Assert.True(written.RecordExists);
        written.State!.Text = "second";
        await storage.WriteStateAsync(StateName, grain, written);

        var read = await ReadAsync(storage, grain);
        Assert.True(read.RecordExists);
        Assert.Equal("second", read.State!.Text);
        Assert.Equal(written.ETag, read.ETag);
    }

    [Fact]
    public async Task Read_OfAGrainNeverWritten_FindsNoRecord()
    {
        var read = await ReadAsync(await OpenAsync(), NewGrain());

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
    }

    [Fact]
    public async Task Write_WithAStaleETag_FailsAndKeepsTheNewer()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        await storage.WriteStateAsync(StateName, grain, State("first"));
        var slow = await ReadAsync(storage, grain);
        var fast = await ReadAsync(storage, grain);
        fast.State!.Text = "newer";
        await storage.WriteStateAsync(StateName, grain, fast);

        slow.State!.Text = "older";
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateName, grain, slow));

        Assert.Equal("newer", (await ReadAsync(storage, grain)).State!.Text);
    }

    [Fact]
    public async Task Write_OfASecondFirstState_Fails()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        await storage.WriteStateAsync(StateName, grain, State("first"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateName, grain, State("also first")));

        Assert.Equal("first", (await ReadAsync(storage, grain)).State!.Text);
    }

    [Fact]
    public async Task Write_WithAnETagOfAStateThatIsGone_Fails()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        var orphan = State("orphan");
        orphan.ETag = "3";

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateName, grain, orphan));

        Assert.False((await ReadAsync(storage, grain)).RecordExists);
    }

    [Fact]
    public async Task Write_OfManyAtOnce_OneWinsEachRound()
    {
        const int writers = 8;
        var storage = await OpenAsync();
        var grain = NewGrain();

        for (var round = 0; round < 5; round++)
        {
            var states = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => ReadAsync(storage, grain)));
            var outcomes = await Task.WhenAll(states.Select((state, writer) => Task.Run(async () =>
            {
                state.State!.Text = $"{round}/{writer}";
                try
                {
                    await storage.WriteStateAsync(StateName, grain, state);
                    return state.State!.Text;
                }
                catch (InconsistentStateException)
                {
                    return null;
                }
            })));

            var winner = Assert.Single(outcomes, outcome => outcome is not null);
            Assert.Equal(winner, (await ReadAsync(storage, grain)).State!.Text);
        }
    }

    [Fact]
    public async Task Clear_OfAState_LeavesNoRecordAndLetsTheGrainWriteAgain()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        var state = State("first");
        await storage.WriteStateAsync(StateName, grain, state);
        var stale = await ReadAsync(storage, grain);

        await storage.ClearStateAsync(StateName, grain, state);

        Assert.False((await ReadAsync(storage, grain)).RecordExists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateName, grain, stale));
        state.State!.Text = "again";
        await storage.WriteStateAsync(StateName, grain, state);
        Assert.Equal("again", (await ReadAsync(storage, grain)).State!.Text);
    }

    [Fact]
    public async Task Clear_WithAStaleETag_FailsAndKeepsTheState()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        var state = State("first");
        await storage.WriteStateAsync(StateName, grain, state);
        var stale = await ReadAsync(storage, grain);
        await storage.WriteStateAsync(StateName, grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(StateName, grain, stale));

        Assert.True((await ReadAsync(storage, grain)).RecordExists);
    }

    [Fact]
    public async Task Write_OfMegabytes_IsReadBackWhole()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        var text = string.Concat(Enumerable.Range(0, 500_000).Select(number => number.ToString("x8", null)));

        await storage.WriteStateAsync(StateName, grain, State(text));

        Assert.Equal(text, (await ReadAsync(storage, grain)).State!.Text);
    }

    [Fact]
    public async Task Script_AppliedByManySilosAtOnceOverData_KeepsTheData()
    {
        var storage = await OpenAsync();
        var grain = NewGrain();
        await storage.WriteStateAsync(StateName, grain, State("kept"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Database.ApplyScriptAsync(CancellationToken.None))));

        Assert.Equal("kept", (await ReadAsync(storage, grain)).State!.Text);
    }

    private static GrainState<TestState> State(string text) => new(new TestState { Text = text });

    private static async Task<GrainState<TestState>> ReadAsync(IGrainStorage storage, GrainId grain)
    {
        var state = State("");
        await storage.ReadStateAsync(StateName, grain, state);
        state.State ??= new TestState();
        return state;
    }

    private static GrainId NewGrain() => GrainId.Create("test", Guid.NewGuid().ToString());

    private static GrainId Grain(string key) => GrainId.Create(GrainType.Create("test"), key switch
    {
        "text" => IdSpan.Create("text/42"),
        "guid" => GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid()),
        "guid+text" => GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid(), "more"),
        "number" => GrainIdKeyExtensions.CreateIntegerKey(42),
        "number+text" => GrainIdKeyExtensions.CreateIntegerKey(42, "more"),
        "empty-looking" => IdSpan.Create(" "),
        "unicode" => IdSpan.Create("日本語 'quoted' \"key\""),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, null),
    });

    [GenerateSerializer]
    public sealed class TestState
    {
        [Id(0)]
        public string Text { get; set; } = "";
    }
}
