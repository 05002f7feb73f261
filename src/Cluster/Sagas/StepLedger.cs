namespace Cluster.Sagas;

/// <summary>
/// A participant's barrier: it makes the effect of each step happen once, whatever is repeated, overtaken or late. Keep it in the participant's own state, ask it
/// before each effect, and write state and ledger together, in one write.
/// <code>
/// if (state.Ledger.Enter(key, operation, time.GetUtcNow()) == LedgerVerdict.Proceed)
///     state.Seats -= 1;
/// await storage.WriteStateAsync();
/// </code>
/// </summary>
/// <remarks>
/// It handles the three traps of try-confirm-cancel, as the sub-transaction barrier of DTM does (dtm.pub, "Exception and sub-transaction barrier"): a duplicate takes no
/// effect; a compensation that comes before its step undoes nothing and is remembered (empty compensation); the step that comes after it takes no effect (hanging).
/// Not safe for use by several threads.
/// </remarks>
[GenerateSerializer, Alias("Cluster.Sagas.StepLedger")]
public sealed class StepLedger
{
    [Id(0)]
    private readonly Dictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many steps it remembers.</summary>
    public int Count => _entries.Count;

    /// <summary>Judges a request and notes it. The note counts only once it is durable together with the effect.</summary>
    /// <param name="key">The step's key, <see cref="SagaStep.Key"/>.</param>
    /// <param name="operation">What is to be done, <see cref="SagaStep.Operation"/>.</param>
    /// <param name="now">The time, for <see cref="Forget"/>.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public LedgerVerdict Enter(string key, SagaOperation operation, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var (verdict, mark) = LedgerRules.Judge(_entries.GetValueOrDefault(key).Mark, operation);
        if (verdict is LedgerVerdict.Proceed or LedgerVerdict.NothingToUndo)
            _entries[key] = new LedgerEntry(mark, now);
        return verdict;
    }

    /// <summary>
    /// Forgets steps whose last note is older than <paramref name="before"/>, and says how many. A request for a forgotten step would take effect anew: keep them for
    /// longer than any saga runs and any message may be under way.
    /// </summary>
    public int Forget(DateTimeOffset before)
    {
        var old = _entries.Where(entry => entry.Value.At < before).Select(entry => entry.Key).ToList();
        foreach (var key in old)
            _entries.Remove(key);
        return old.Count;
    }
}
