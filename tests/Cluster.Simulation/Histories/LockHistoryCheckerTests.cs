namespace Cluster.Simulation.Histories;

/// <summary>A checker must find what it is for: each history here has one thing wrong with it, but for the first.</summary>
public sealed class LockHistoryCheckerTests
{
    [Fact]
    public void Check_GoodHistory_FindsNothing()
    {
        Assert.Empty(LockHistoryChecker.Check(
        [
            Entry(1, "acquire", 5, 0, 10), Entry(1, "guarded", 5, 11, 12), Entry(1, "release", 5, 20, 25),
            Entry(2, "acquire", 6, 3, 24), Entry(2, "guarded", 6, 30, 31), Entry(1, "guarded", 5, 29, 32) with { Ok = Outcome.Failed },
            Entry(2, "release", 6, 40, 41),
        ]));
    }

    [Fact]
    public void Check_TokenGivenTwice_IsFound() =>
        AssertFound("was given to clients", Entry(1, "acquire", 5, 0, 10), Entry(2, "acquire", 5, 20, 30));

    [Fact]
    public void Check_OlderTokenAfterNewer_IsFound() =>
        AssertFound("after token 6 had been given", Entry(1, "acquire", 6, 0, 10), Entry(2, "acquire", 5, 20, 30));

    [Fact]
    public void Check_ResourceAcceptsOlderToken_IsFound() =>
        AssertFound("was let in", Entry(1, "guarded", 6, 0, 10), Entry(2, "guarded", 5, 20, 30));

    [Fact]
    public void Check_TwoHoldersAtOnce_IsFound() =>
        AssertFound("while client 1 held", Entry(1, "acquire", 5, 0, 10), Entry(2, "acquire", 6, 12, 30), Entry(1, "release", 5, 35, 40), Entry(2, "release", 6, 50, 51));

    [Fact]
    public void Check_TwoHoldersAtOnceOfABrokenLock_IsNoFault() =>
        Assert.Empty(LockHistoryChecker.Check(
        [
            Entry(1, "acquire", 5, 0, 10), Entry(9, "break", null, 11, 11), Entry(2, "acquire", 6, 12, 30), Entry(1, "release", 5, 35, 40),
        ]));

    [Fact]
    public void Save_ThenLoad_GivesTheSameHistory()
    {
        var path = Path.GetTempFileName();
        try
        {
            var history = new History();
            history.Add(Entry(1, "acquire", 5, 0, 10) with { LeaseNs = 10_000_000_000 });
            history.Add(Entry(2, "acquire", null, 3, 10) with { Ok = Outcome.Unknown });
            history.Save(path);

            Assert.Equal(
                """{"client":1,"key":"k","op":"acquire","token":5,"lease_ns":10000000000,"mode":"x","start_ns":0,"end_ns":10,"ok":true}""",
                File.ReadLines(path).First());
            Assert.Equal(history.Entries, History.Load(path).Entries);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertFound(string what, params HistoryEntry[] history) =>
        Assert.Contains(LockHistoryChecker.Check(history), found => found.Contains(what, StringComparison.Ordinal));

    private static HistoryEntry Entry(int client, string op, long? token, long start, long end) => new()
    {
        Client = client,
        Key = "k",
        Op = op,
        Token = token,
        Mode = op == "acquire" ? "x" : null,
        StartNs = start,
        EndNs = end,
        Ok = Outcome.Ok,
    };
}
