namespace Cluster.Tests.Registers;

/// <summary>What a convergent map means: a value shows unless a change of its key, made by somebody to whom it showed, has arrived.</summary>
internal sealed class ConvergentModel
{
    private readonly HashSet<Change> _changes = [];

    public Change Make(int key, int? value)
    {
        var change = new Change(key, value, [.. Showing(key)]);
        _changes.Add(change);
        return change;
    }

    public void Receive(Change change) => _changes.Add(change);

    public void Receive(ConvergentModel other) => _changes.UnionWith(other._changes);

    public IEnumerable<int> Values(int key) => Showing(key).Select(change => change.Value!.Value);

    private IEnumerable<Change> Showing(int key) =>
        _changes.Where(change => change.Key == key && change.Value is not null && !_changes.Any(other => other.Seen.Contains(change)));

    /// <param name="Key">What was changed.</param>
    /// <param name="Value">What was put, or null for a removal.</param>
    /// <param name="Seen">The values of the key that showed where it was made.</param>
    internal sealed class Change(int key, int? value, HashSet<Change> seen)
    {
        public int Key => key;

        public int? Value => value;

        public HashSet<Change> Seen => seen;
    }
}
