using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

public sealed class DeclaredBatchTests
{
    private static readonly DeclaredItem X = new("p1", "x");
    private static readonly DeclaredItem Y = new("p2", "y");
    private static readonly DeclaredItem Home = new("home", DeclaredResults.Item);
    private static readonly BatchSequencerSettings Settings = new() { MaxResultBytes = 300 };

    [Fact]
    public void Batch_RunsInOrder_AndWritesEachItemOnce()
    {
        var (writes, results) = Run(Opened(), DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(X, [1])), Request(2, [X], state => state.Write(X, [.. state.Read(X)!, 2])));

        Assert.Equal([1, 2], writes[X]);
        Assert.Equal([1, 2], results.Select(result => result.Number));
    }

    [Fact]
    public void RepeatedRequest_IsAnsweredAsBefore_AndNotRunAgain()
    {
        var (writes, _) = Run(Opened(), DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(X, [1])));

        var (again, results) = Run(writes[Home], new DeclaredAcknowledgement(1, [1]), Request(1, [X], _ => throw new InvalidOperationException("It ran twice.")));

        Assert.False(again.ContainsKey(X));
        Assert.Equal(DeclaredResultKind.Returned, Assert.Single(results).Kind);
    }

    [Fact]
    public void LateCopy_OfARequestThatTheCallerHasTheAnswerOf_IsNotRunAgain()
    {
        var (writes, _) = Run(Opened(), DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(X, [1])));
        (writes, _) = Run(writes[Home], new DeclaredAcknowledgement(2, [2]), Request(2, [Y], state => state.Write(Y, [2])));

        // With what the caller knew when it sent the first copy.
        var (again, results) = Run(writes[Home], new DeclaredAcknowledgement(1, [1]), Request(1, [X], _ => throw new InvalidOperationException("It ran twice.")));

        Assert.False(again.ContainsKey(X));
        Assert.Empty(results);
    }

    [Fact]
    public void Acknowledgements_InWhateverOrderTheyCome_TellTheSame()
    {
        DeclaredAcknowledgement[] told = [new(2, [1, 2]), new(2, [2]), new(4, [2, 4]), new(4, [4])];

        Assert.All(Permutations(told), order =>
        {
            var all = order.Aggregate(DeclaredAcknowledgement.None, (one, other) => one.With(other));
            Assert.Equal((4, "4"), (all.Through, string.Join(',', all.Open)));
        });
    }

    [Fact]
    public void TransactionThatFails_WritesNothing_AndThoseBehindItGoOn()
    {
        var (writes, results) = Run(Opened(), DeclaredAcknowledgement.None,
            Request(1, [X], state =>
            {
                state.Write(X, [1]);
                throw new InvalidOperationException("Not enough.");
            }),
            Request(2, [Y], state => state.Write(Y, [2])));

        Assert.False(writes.ContainsKey(X));
        Assert.Equal([2], writes[Y]);
        Assert.Equal([DeclaredResultKind.Threw, DeclaredResultKind.Returned], results.Select(result => result.Kind));
    }

    [Fact]
    public void TransactionThatTouchesWhatItDidNotDeclare_Fails()
    {
        var (writes, results) = Run(Opened(), DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(Y, [1])));

        Assert.False(writes.ContainsKey(Y));
        Assert.Contains("p2/y, which it has not declared", System.Text.Encoding.UTF8.GetString(Assert.Single(results).Value!), StringComparison.Ordinal);
    }

    [Fact]
    public void SessionThatIsNotKnown_IsRefused_AndNothingRuns()
    {
        var (writes, results) = Run(null, DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(X, [1])));

        Assert.False(writes.ContainsKey(X));
        Assert.Equal(DeclaredResultKind.UnknownSession, Assert.Single(results).Kind);
    }

    [Fact]
    public void SilentSession_IsDropped_AndItsNumberIsNotGivenAgain()
    {
        var later = Settings.RememberFor + TimeSpan.FromSeconds(1);
        var (writes, results) = Run(Opened(), later, DeclaredAcknowledgement.None, new DeclaredRequest(0, 9, null));
        Assert.Equal(2, BitConverter.ToInt64(Assert.Single(results).Value));

        (_, results) = Run(writes[Home], later, DeclaredAcknowledgement.None, Request(1, [X], state => state.Write(X, [1])));

        Assert.Equal(DeclaredResultKind.UnknownSession, Assert.Single(results).Kind);
    }

    [Fact]
    public void CallerThatDoesNotAcknowledge_WaitsWhenItsResultsAreTooLarge()
    {
        var requests = Enumerable.Range(1, 6).Select(number => Request(number, [X], _ => { }, result: 100)).ToArray();
        var (writes, results) = Run(Opened(), DeclaredAcknowledgement.None, requests);
        Assert.Equal([1, 2, 3, 4], results.Select(result => result.Number));

        (_, results) = Run(writes[Home], new DeclaredAcknowledgement(6, [5, 6]), requests);

        Assert.Equal([5, 6], results.Select(result => result.Number));
    }

    private static byte[]? Opened() => Run(null, TimeSpan.Zero, DeclaredAcknowledgement.None, new DeclaredRequest(0, 9, null)).Writes[Home];

    private static (IReadOnlyDictionary<DeclaredItem, byte[]?> Writes, IReadOnlyList<DeclaredResult> Results) Run(
        byte[]? results, DeclaredAcknowledgement acknowledged, params DeclaredRequest[] requests) => Run(results, TimeSpan.Zero, acknowledged, requests);

    private static (IReadOnlyDictionary<DeclaredItem, byte[]?> Writes, IReadOnlyList<DeclaredResult> Results) Run(
        byte[]? results, TimeSpan now, DeclaredAcknowledgement acknowledged, params DeclaredRequest[] requests) => new DeclaredBatch("home", requests, Settings).Run(
            new Dictionary<DeclaredItem, byte[]?> { [X] = null, [Y] = null, [Home] = results }, new Dictionary<long, DeclaredAcknowledgement> { [1] = acknowledged }, now);

    private static DeclaredRequest Request(long number, DeclaredItem[] items, Action<DeclaredItems> run, int result = 1) => new(1, number, new Procedure(items, run, result));

    private static IEnumerable<T[]> Permutations<T>(T[] all) =>
        all.Length < 2 ? [all] : all.SelectMany((first, index) => Permutations([.. all[..index], .. all[(index + 1)..]]).Select(rest => (T[])[first, .. rest]));

    private sealed class Procedure(DeclaredItem[] items, Action<DeclaredItems> run, int result) : DeclaredTransaction
    {
        public override IReadOnlyCollection<DeclaredItem> Items => items;

        public override byte[]? Run(DeclaredItems state)
        {
            run(state);
            return new byte[result];
        }

        public override byte[]? Describe(Exception failure) => System.Text.Encoding.UTF8.GetBytes(failure.Message);
    }
}
