namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Declared transactions in the order in which they are carried out: as one function from what the items hold to what they are to hold.</summary>
/// <param name="home">The participant that keeps the callers' results.</param>
/// <param name="requests">The order.</param>
internal sealed class DeclaredBatch(string home, IReadOnlyList<DeclaredRequest> requests)
{
    public IReadOnlyList<DeclaredRequest> Requests => requests;

    /// <summary>All that the batch reads.</summary>
    public IReadOnlyCollection<DeclaredItem> Items { get; } =
        requests.SelectMany(request => request.Transaction.Items).Concat(requests.Select(request => ResultsOf(home, request.Caller))).ToHashSet();

    /// <summary>Runs what was not run before, one transaction after the other.</summary>
    /// <param name="values">What the items hold.</param>
    /// <returns>What to write, and the results of all requests that somebody still waits for.</returns>
    public (IReadOnlyDictionary<DeclaredItem, byte[]?> Writes, IReadOnlyList<DeclaredResult> Results) Run(IReadOnlyDictionary<DeclaredItem, byte[]?> values)
    {
        var state = new Dictionary<DeclaredItem, byte[]?>(values);
        var writes = new Dictionary<DeclaredItem, byte[]?>();
        var answers = new List<DeclaredResult>();
        var callers = requests.Select(request => request.Caller).Distinct()
            .ToDictionary(caller => caller, caller => CallerResults.Decode(caller, values[ResultsOf(home, caller)]));
        foreach (var request in requests)
        {
            var known = callers[request.Caller].Acknowledge(request.AnsweredThrough);
            callers[request.Caller] = known;
            if (request.Number <= known.AnsweredThrough)
                continue;
            if (!known.Results.TryGetValue(request.Number, out var result))
            {
                result = Run(request, state, writes);
                callers[request.Caller] = known.Add(result);
            }

            answers.Add(result);
        }

        foreach (var (caller, results) in callers)
            writes[ResultsOf(home, caller)] = results.Encode();
        return (writes, answers);
    }

    private static DeclaredResult Run(DeclaredRequest request, Dictionary<DeclaredItem, byte[]?> state, Dictionary<DeclaredItem, byte[]?> writes)
    {
        var own = new DeclaredState(state, request.Transaction.Items);
        byte[]? value;
        try
        {
            value = request.Transaction.Run(own);
        }
        catch (Exception exception)
        {
            // It is the user's code, and its failure is a result like another: the caller gets it, and those behind it go on.
            return new DeclaredResult(request.Caller, request.Number, null, exception.Message);
        }

        foreach (var (item, written) in own.Writes)
            state[item] = writes[item] = written;
        return new DeclaredResult(request.Caller, request.Number, value, null);
    }

    private static DeclaredItem ResultsOf(string home, string caller) => new(home, CallerResults.Prefix + caller);
}
