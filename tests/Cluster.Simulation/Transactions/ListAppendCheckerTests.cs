using CsCheck;

namespace Cluster.Simulation.Transactions;

public sealed class ListAppendCheckerTests
{
    [Fact]
    public void History_WithoutViolation_IsAccepted() => Accepted(
        Committed(1, 0, 10, appends: [("x", 1)]),
        Committed(2, 5, 15, reads: [("x", [])]),
        Committed(3, 20, 30, reads: [("x", [1])], appends: [("x", 2), ("y", 3)]),
        Committed(4, 40, 50, reads: [("x", [1, 2]), ("y", [3])]));

    [Fact]
    public void TransactionsThatWriteInOppositeOrders_AreG0() => Rejected("G0",
        Committed(1, 0, 100, appends: [("x", 1), ("y", 2)]),
        Committed(2, 0, 100, appends: [("x", 3), ("y", 4)]),
        Committed(3, 0, 100, reads: [("x", [1, 3]), ("y", [4, 2])]));

    [Fact]
    public void ReadOfAnAbortedAppend_IsG1a() => Rejected("G1a",
        Aborted(1, 0, 10, ("x", 1)),
        Committed(2, 20, 30, reads: [("x", [1])]));

    [Fact]
    public void ReadInTheMiddleOfATransaction_IsG1b() => Rejected("G1b",
        Committed(1, 0, 10, appends: [("x", 1), ("x", 2)]),
        Committed(2, 0, 10, reads: [("x", [1])]),
        Committed(3, 20, 30, reads: [("x", [1, 2])]));

    [Fact]
    public void TransactionsThatReadEachOther_AreG1c() => Rejected("G1c",
        Committed(1, 0, 100, reads: [("y", [2])], appends: [("x", 1)]),
        Committed(2, 0, 100, reads: [("x", [1])], appends: [("y", 2)]));

    [Fact]
    public void ReadOfHalfATransaction_IsGSingle() => Rejected("G-single:",
        Committed(1, 0, 100, appends: [("x", 1), ("y", 2)]),
        Committed(2, 0, 100, reads: [("x", [1]), ("y", [])]),
        Committed(3, 0, 100, reads: [("x", [1]), ("y", [2])]));

    [Fact]
    public void WriteSkew_IsG2() => Rejected("G2:",
        Committed(1, 0, 100, reads: [("y", [])], appends: [("x", 1)]),
        Committed(2, 0, 100, reads: [("x", [])], appends: [("y", 2)]),
        Committed(3, 200, 300, reads: [("x", [1]), ("y", [2])]));

    [Fact]
    public void StaleRead_IsGSingleInRealTime() => Rejected("G-single-realtime",
        Committed(1, 0, 10, appends: [("x", 1)]),
        Committed(2, 20, 30, reads: [("x", [])]),
        Committed(3, 40, 50, reads: [("x", [1])]));

    [Fact]
    public void AppendThatIsLost_IsRejected() => Rejected("realtime",
        Committed(1, 0, 10, appends: [("x", 1)]),
        Committed(2, 20, 30, appends: [("x", 2)]),
        Committed(3, 40, 50, reads: [("x", [2])]));

    [Fact]
    public void LostUpdate_IsRejected() => Rejected("G",
        Committed(1, 0, 100, reads: [("x", [])], appends: [("x", 1)]),
        Committed(2, 0, 100, reads: [("x", [])], appends: [("x", 2)]),
        Committed(3, 200, 300, reads: [("x", [1, 2])]));

    [Fact]
    public void ReadsThatDisagreeOnTheOrder_AreRejected() => Rejected("Incompatible order",
        Committed(1, 0, 100, appends: [("x", 1)]),
        Committed(2, 0, 100, appends: [("x", 2)]),
        Committed(3, 0, 100, reads: [("x", [1, 2])]),
        Committed(4, 0, 100, reads: [("x", [2])]));

    [Fact]
    public void TransactionOfUnknownOutcome_MayShowLateOrNever_ButNotInHalves()
    {
        var unknown = new ListAppendTransaction(1, 0) { Appends = { ("x", 1), ("y", 2) } };
        Accepted(unknown, Committed(2, 10, 20, reads: [("x", []), ("y", [])]));
        Accepted(unknown, Committed(2, 10, 20, reads: [("x", [])]), Committed(3, 30, 40, reads: [("x", [1]), ("y", [2])]));
        Rejected("G-single", unknown, Committed(2, 10, 20, reads: [("x", [1]), ("y", [])]));
    }

    /// <summary>Small random histories, against the definition: is there an order that respects real time and explains every read?</summary>
    [Fact]
    public void Checker_OnSmallHistories_AgreesWithTryingEveryOrder()
    {
        var (accepted, rejected) = (0, 0);
        var operation = Gen.Select(Gen.Int[0, 1], Gen.Bool, Gen.Int[0, 3]);
        Gen.Select(operation.Array[1, 3], Gen.Int[0, 12], Gen.Int[1, 10]).Array[1, 4].Sample(raw =>
        {
            var history = Make([.. raw.Select(t => (t.Item1, (long)t.Item2, (long)t.Item3))]);
            var expected = AnyOrderFits([.. history], []);
            Assert.Equal(expected, ListAppendChecker.Check(history) is null);
            Interlocked.Increment(ref expected ? ref accepted : ref rejected);
        }, iter: 20_000);
        Assert.True(accepted > 500 && rejected > 500, $"{accepted} accepted and {rejected} rejected: the histories are one-sided.");
    }

    /// <summary>Reads see some prefix of what was appended to the key in one arbitrary order, which is known since the last transaction reads all.</summary>
    private static List<ListAppendTransaction> Make(((int Key, bool Appends, int Prefix)[] Operations, long Start, long Length)[] raw)
    {
        var history = new List<ListAppendTransaction>();
        var lists = new Dictionary<string, List<int>> { ["x"] = [], ["y"] = [] };
        var element = 0;
        foreach (var (operations, start, length) in raw)
        {
            var transaction = new ListAppendTransaction(history.Count + 1, start) { End = start + length, IsCommitted = true };
            foreach (var (key, appends, prefix) in operations.Where(o => o.Appends))
            {
                var name = key == 0 ? "x" : "y";
                transaction.Appends.Add((name, ++element));
                lists[name].Insert(Math.Min(prefix, lists[name].Count), element);
            }

            history.Add(transaction);
        }

        for (var index = 0; index < raw.Length; index++)
        {
            foreach (var (key, _, prefix) in raw[index].Operations.Where(o => !o.Appends))
            {
                var name = key == 0 ? "x" : "y";
                if (!history[index].Appends.Exists(append => append.Key == name))
                    history[index].Reads.Add((name, [.. lists[name].Take(prefix)]));
            }
        }

        history.Add(Committed(history.Count + 1, 1000, 1001, reads: [("x", [.. lists["x"]]), ("y", [.. lists["y"]])]));
        return history;
    }

    private static bool AnyOrderFits(List<ListAppendTransaction> rest, Dictionary<string, int[]> lists) =>
        rest.Count == 0 || rest.Exists(next => rest.TrueForAll(other => other.End >= next.Start)
            && next.Reads.TrueForAll(read => read.List.SequenceEqual(lists.GetValueOrDefault(read.Key) ?? []))
            && AnyOrderFits([.. rest.Where(t => t != next)], After(next, lists)));

    private static Dictionary<string, int[]> After(ListAppendTransaction transaction, Dictionary<string, int[]> lists)
    {
        var after = new Dictionary<string, int[]>(lists);
        foreach (var (key, element) in transaction.Appends)
            after[key] = [.. after.GetValueOrDefault(key) ?? [], element];
        return after;
    }

    private static ListAppendTransaction Committed(
        int id, long start, long end, (string Key, int[] List)[]? reads = null, (string Key, int Element)[]? appends = null)
    {
        var transaction = new ListAppendTransaction(id, start) { End = end, IsCommitted = true };
        transaction.Reads.AddRange(reads ?? []);
        transaction.Appends.AddRange(appends ?? []);
        return transaction;
    }

    private static ListAppendTransaction Aborted(int id, long start, long end, params (string Key, int Element)[] appends)
    {
        var transaction = new ListAppendTransaction(id, start) { End = end, IsCommitted = false };
        transaction.Appends.AddRange(appends);
        return transaction;
    }

    private static void Accepted(params ListAppendTransaction[] history) => Assert.Null(ListAppendChecker.Check(history));

    private static void Rejected(string name, params ListAppendTransaction[] history) =>
        Assert.Contains(name, ListAppendChecker.Check(history), StringComparison.Ordinal);
}
