using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Transactions;

/// <summary>A checker must find what it is for: each history here has one thing wrong with it, but for the first.</summary>
public sealed class BankHistoryCheckerTests
{
    [Fact]
    public void Check_GoodHistory_FindsNothing() => Assert.Empty(Check(
        Snapshot(0, 100, 100, 100),
        Transfer(10, Outcome.Ok, 0, 1, 30),
        Transfer(20, Outcome.Failed, 0, 1, 5),
        Transfer(30, Outcome.Unknown, 1, 2, 7),
        Transfer(40, Outcome.Unknown, 0, 2, 8),
        Entry(50, Outcome.Ok, new TransactionStep("append", "list/1", 4)),
        Entry(60, Outcome.Ok, new TransactionStep("r", "list/1", null, [4])),
        Snapshot(70, 70, 123, 107)));

    [Fact]
    public void Check_TotalThatIsNotConserved_IsFound() => AssertFound("has 290 in place of 300", Snapshot(0, 100, 90, 100), Snapshot(10, 100, 100, 100));

    [Fact]
    public void Check_NegativeAccount_IsFound() => AssertFound("account/1 at -10", Snapshot(0, 100, -10, 210), Snapshot(10, 100, 100, 100));

    [Fact]
    public void Check_CommittedTransferThatIsLost_IsFound() => AssertFound("account/0 has +30", Transfer(10, Outcome.Ok, 0, 1, 30), Snapshot(20, 100, 100, 100));

    [Fact]
    public void Check_TransferThatTookEffectTwice_IsFound() => AssertFound("account/1 has +30", Transfer(10, Outcome.Ok, 0, 1, 30), Snapshot(20, 40, 160, 100));

    [Fact]
    public void Check_AbortedTransferThatTookEffect_IsFound() => AssertFound("account/1 has +30", Transfer(10, Outcome.Failed, 0, 1, 30), Snapshot(20, 70, 130, 100));

    [Fact]
    public void Check_HalfATransferOfUnknownOutcome_IsFound() =>
        AssertFound("No choice among 2 transfer(s)", Transfer(10, Outcome.Unknown, 0, 1, 30), Transfer(10, Outcome.Unknown, 1, 2, 4), Snapshot(20, 70, 100, 130));

    [Fact]
    public void Check_ListThatLosesAnElement_IsFound() => AssertFound(
        "realtime",
        Entry(0, Outcome.Ok, new TransactionStep("append", "list/1", 4)),
        Entry(10, Outcome.Ok, new TransactionStep("r", "list/1", null, [])),
        Entry(20, Outcome.Ok, new TransactionStep("r", "list/1", null, [4])),
        Snapshot(30, 100, 100, 100));

    [Fact]
    public void Save_ThenLoad_GivesTheSameSteps()
    {
        var path = Path.GetTempFileName();
        try
        {
            var history = new History();
            history.Add(Entry(1, Outcome.Ok, new TransactionStep("r", "x", 1), new TransactionStep("r", "l", null, [7]), new TransactionStep("append", "l", 9)));
            history.Save(path);

            Assert.Equal("""{"client":1,"op":"txn","ops":[["r","x",1],["r","l",[7]],["append","l",9]],"start_ns":1,"end_ns":6,"ok":true}""", File.ReadLines(path).First());
            History.Load(path).Save(path + "2");
            Assert.Equal(File.ReadAllText(path), File.ReadAllText(path + "2"));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + "2");
        }
    }

    private static IReadOnlyList<string> Check(params HistoryEntry[] history) => BankHistoryChecker.Check(history, accounts: 3, opening: 100);

    private static void AssertFound(string what, params HistoryEntry[] history) => Assert.Contains(Check(history), found => found.Contains(what, StringComparison.Ordinal));

    private static HistoryEntry Snapshot(long start, params long[] balances) =>
        Entry(start, Outcome.Ok, [.. balances.Select((balance, account) => new TransactionStep("r", $"account/{account}", balance))]);

    private static HistoryEntry Transfer(long start, Outcome outcome, int from, int to, long amount) =>
        Entry(start, outcome, new TransactionStep("add", $"account/{from}", -amount), new TransactionStep("add", $"account/{to}", amount));

    private static HistoryEntry Entry(long start, Outcome outcome, params TransactionStep[] steps) =>
        new() { Client = 1, Op = "txn", Ops = steps, StartNs = start, EndNs = start + 5, Ok = outcome };
}
