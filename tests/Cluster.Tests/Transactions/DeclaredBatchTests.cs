using Cluster.Silo.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

public sealed class DeclaredBatchTests
{
    private static readonly DeclaredItem X = new("p1", "x");
    private static readonly DeclaredItem Y = new("p2", "y");
    private static readonly DeclaredItem Results = new("p1", "caller/ann");

    [Fact]
    public void Batch_RunsInOrder_AndWritesEachItemOnce()
    {
        var (writes, results) = Run(null, Request(1, 0, [X], state => state.Write(X, [1])), Request(2, 0, [X], state => state.Write(X, [.. state.Read(X)!, 2])));

        Assert.Equal([1, 2], writes[X]);
        Assert.Equal([1, 2], results.Select(result => result.Number));
    }

    [Fact]
    public void RepeatedRequest_IsAnsweredAsBefore_AndNotRunAgain()
    {
        var (writes, _) = Run(null, Request(1, 0, [X], state => state.Write(X, [1])));

        var (again, results) = Run(writes[Results], Request(1, 0, [X], _ => throw new InvalidOperationException("It ran twice.")));

        Assert.False(again.ContainsKey(X));
        Assert.Null(Assert.Single(results).Error);
    }

    [Fact]
    public void LateCopy_OfARequestThatTheCallerHasTheAnswerOf_IsNotRunAgain()
    {
        var (writes, _) = Run(null, Request(1, 0, [X], state => state.Write(X, [1])));
        (writes, _) = Run(writes[Results], Request(2, 1, [Y], state => state.Write(Y, [2])));

        var (again, results) = Run(writes[Results], Request(1, 0, [X], _ => throw new InvalidOperationException("It ran twice.")));

        Assert.False(again.ContainsKey(X));
        Assert.Empty(results);
    }

    [Fact]
    public void TransactionThatFails_WritesNothing_AndThoseBehindItGoOn()
    {
        var (writes, results) = Run(null,
            Request(1, 0, [X], state =>
            {
                state.Write(X, [1]);
                throw new InvalidOperationException("Not enough.");
            }),
            Request(2, 0, [Y], state => state.Write(Y, [2])));

        Assert.False(writes.ContainsKey(X));
        Assert.Equal([2], writes[Y]);
        Assert.Equal(["Not enough.", null], results.Select(result => result.Error));
    }

    [Fact]
    public void TransactionThatTouchesWhatItDidNotDeclare_IsToldSo()
    {
        var (writes, results) = Run(null, Request(1, 0, [X], state => state.Write(Y, [1])));

        Assert.False(writes.ContainsKey(Y));
        Assert.Contains("p2/y, which it has not declared", Assert.Single(results).Error, StringComparison.Ordinal);
    }

    private static (IReadOnlyDictionary<DeclaredItem, byte[]?> Writes, IReadOnlyList<DeclaredResult> Results) Run(byte[]? results, params DeclaredRequest[] requests) =>
        new DeclaredBatch("p1", requests).Run(new Dictionary<DeclaredItem, byte[]?> { [X] = null, [Y] = null, [Results] = results });

    private static DeclaredRequest Request(long number, long answeredThrough, DeclaredItem[] items, Action<DeclaredState> run) =>
        new("ann", number, answeredThrough, new Procedure(items, run));

    private sealed class Procedure(DeclaredItem[] items, Action<DeclaredState> run) : DeclaredTransaction
    {
        public override IReadOnlyCollection<DeclaredItem> Items => items;

        public override byte[]? Run(DeclaredState state)
        {
            run(state);
            return [7];
        }
    }
}
