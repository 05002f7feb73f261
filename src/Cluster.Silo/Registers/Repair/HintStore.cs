namespace Cluster.Silo.Registers.Repair;

/// <summary>
/// Remembers which registers a replica missed while it could not be reached, to hand them over when it is back. It holds names, not states:
/// what is handed over is the state of that moment, so many missed writes to one register are one hint.
/// </summary>
/// <param name="limit">How many hints are kept for one replica. More are dropped and left to anti-entropy, see <see cref="Dropped"/>.</param>
internal sealed class HintStore(int limit)
{
    private readonly Dictionary<string, Dictionary<string, long>> _hints = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>How many hints were dropped for want of room.</summary>
    public long Dropped { get; private set; }

    public int Count(string replica) => _hints.TryGetValue(replica, out var registers) ? registers.Count : 0;

    public void Add(string replica, string register)
    {
        if (!_hints.TryGetValue(replica, out var registers))
            _hints.Add(replica, registers = new Dictionary<string, long>(StringComparer.Ordinal));
        if (registers.Count < limit || registers.ContainsKey(register))
            registers[register] = ++_changes;
        else
            Dropped++;
    }

    /// <summary>What to hand over next. It stays until <see cref="Confirm"/>, for the hand-over may fail.</summary>
    public IReadOnlyList<Hint> Peek(string replica, int count) =>
        _hints.TryGetValue(replica, out var registers) ? [.. registers.Take(count).Select(hint => new Hint(hint.Key, hint.Value))] : [];

    /// <summary>The replica has the state that was handed over for the hint. A change that it missed meanwhile is still owed.</summary>
    public void Confirm(string replica, Hint hint)
    {
        if (!_hints.TryGetValue(replica, out var registers) || registers.GetValueOrDefault(hint.Register) != hint.Change)
            return;
        registers.Remove(hint.Register);
        if (registers.Count == 0)
            _hints.Remove(replica);
    }

    /// <summary>The replica is no longer a member: nothing is owed to it.</summary>
    public void Forget(string replica) => _hints.Remove(replica);
}
