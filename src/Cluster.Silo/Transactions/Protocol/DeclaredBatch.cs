using System.Collections.Immutable;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Declared transactions in the order in which they are carried out: as one function from what the items hold to what they are to hold.</summary>
/// <param name="home">The participant that keeps the callers' results.</param>
/// <param name="requests">The order.</param>
/// <param name="settings">What is kept, and how long.</param>
/// <param name="rules">The rules, as they are or broken.</param>
internal sealed class DeclaredBatch(string home, IReadOnlyList<DeclaredRequest> requests, BatchSequencerSettings settings, DeclaredRules? rules = null)
{
    private readonly DeclaredRules _rules = rules ?? DeclaredRules.Standard;

    public IReadOnlyList<DeclaredRequest> Requests => requests;

    /// <summary>Where the callers' results are.</summary>
    public DeclaredItem Home { get; } = new(home, DeclaredResults.Item);

    /// <summary>All that its transactions read.</summary>
    public IReadOnlyCollection<DeclaredItem> Items { get; } = requests.SelectMany(request => request.Transaction?.Items ?? []).ToHashSet();

    /// <summary>Runs what was not run before, one transaction after the other.</summary>
    /// <param name="values">What the items and the home hold.</param>
    /// <param name="acknowledged">What the callers do not ask for any more.</param>
    /// <param name="now">The time, by which silent sessions are dropped.</param>
    /// <returns>What to write, and the results of all requests that somebody still waits for, but for those whose callers have too many unacknowledged.</returns>
    public (IReadOnlyDictionary<DeclaredItem, byte[]?> Writes, IReadOnlyList<DeclaredResult> Results) Run(
        IReadOnlyDictionary<DeclaredItem, byte[]?> values, IReadOnlyDictionary<long, DeclaredAcknowledgement> acknowledged, TimeSpan now)
    {
        var state = new Dictionary<DeclaredItem, byte[]?>(values);
        var writes = new Dictionary<DeclaredItem, byte[]?>();
        var answers = new List<DeclaredResult>();
        var known = DeclaredResults.Decode(values[Home]);
        var (last, sessions, kept) = (known.LastSession, known.Sessions.ToBuilder(), new Dictionary<long, ImmutableSortedDictionary<long, DeclaredResult>.Builder>());
        foreach (var session in requests.Select(request => request.Session).Distinct().Where(sessions.ContainsKey).ToArray())
        {
            sessions[session] = sessions[session].Acknowledge(acknowledged.GetValueOrDefault(session) ?? DeclaredAcknowledgement.None) with { HeardAt = now };
            kept.Add(session, sessions[session].Results.ToBuilder());
        }

        var sizes = kept.Keys.ToDictionary(session => session, session => sessions[session].Size);
        foreach (var request in requests)
        {
            if (request.Transaction is null)
            {
                sessions.Add(++last, DeclaredSession.Open(now));
                answers.Add(new DeclaredResult(request.Session, request.Number, DeclaredResultKind.Opened, BitConverter.GetBytes(last)));
                continue;
            }

            if (!kept.TryGetValue(request.Session, out var results))
            {
                if (_rules.RefusesUnknownSessions)
                {
                    answers.Add(new DeclaredResult(request.Session, request.Number, DeclaredResultKind.UnknownSession, null));
                    continue;
                }

                sessions.Add(request.Session, DeclaredSession.Open(now));
                kept.Add(request.Session, results = sessions[request.Session].Results.ToBuilder());
                sizes.Add(request.Session, 0);
            }

            if (_rules.KnowsLateCopies && !sessions[request.Session].Acknowledged.IsOpen(request.Number))
                continue;
            if (!_rules.RemembersResults || !results.TryGetValue(request.Number, out var result))
            {
                // What it has not acknowledged yet has to go first: it asks again, and acknowledges with that.
                if (sizes[request.Session] > settings.MaxResultBytes)
                    continue;
                result = Run(request, state, writes);
                sizes[request.Session] += result.Value?.Length ?? 0;
                results[request.Number] = result;
            }

            answers.Add(result);
        }

        foreach (var (session, results) in kept)
            sessions[session] = sessions[session] with { Results = results.ToImmutable() };
        sessions.RemoveRange(sessions.Where(session => now - session.Value.HeardAt > settings.RememberFor).Select(session => session.Key).ToArray());
        writes[Home] = new DeclaredResults(last, sessions.ToImmutable()).Encode();
        return (writes, answers);
    }

    private DeclaredResult Run(DeclaredRequest request, Dictionary<DeclaredItem, byte[]?> state, Dictionary<DeclaredItem, byte[]?> writes)
    {
        var own = new DeclaredItems(state, request.Transaction!.Items);
        DeclaredResult result;
        try
        {
            result = new DeclaredResult(request.Session, request.Number, DeclaredResultKind.Returned, request.Transaction.Run(own));
        }
        catch (Exception failure)
        {
            // It is the user's code, and its failure is a result like another: the caller gets it, and those behind it go on.
            result = new DeclaredResult(request.Session, request.Number, DeclaredResultKind.Threw, request.Transaction.Describe(failure));
            if (_rules.UndoesFailures)
                return result;
        }

        foreach (var (item, written) in own.Writes)
            state[item] = writes[item] = written;
        return result;
    }
}
