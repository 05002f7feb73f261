namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// The state of a register of any convergent type, so that replicas of all types share their messages, hints and trees. A register is of one type for ever:
/// the types live under names of their own.
/// </summary>
internal sealed class ConvergentState : IConvergent<ConvergentState>
{
    private ConvergentState(LastWriterWins? value, Counter? counter, ObservedRemoveMap<string, byte[]>? map) => (Value, Counter, Map) = (value, counter, map);

    public static ConvergentState Empty { get; } = new(null, null, null);

    public LastWriterWins? Value { get; }

    public Counter? Counter { get; }

    /// <summary>Sets and multi-value registers are maps, too.</summary>
    public ObservedRemoveMap<string, byte[]>? Map { get; }

    public ulong Digest => Fingerprint.Combine(Value?.Digest ?? 0, Fingerprint.Combine(Counter?.Digest ?? 0, Map?.Digest ?? 0));

    public static ConvergentState Of(LastWriterWins value) => new(value, null, null);

    public static ConvergentState Of(Counter counter) => new(null, counter, null);

    public static ConvergentState Of(ObservedRemoveMap<string, byte[]> map) => new(null, null, map);

    public ConvergentState Merge(ConvergentState other)
    {
        var (value, counter, map) = (Merge(Value, other.Value), Merge(Counter, other.Counter), Merge(Map, other.Map));
        return ReferenceEquals(value, Value) && ReferenceEquals(counter, Counter) && ReferenceEquals(map, Map) ? this : new ConvergentState(value, counter, map);
    }

    private static T? Merge<T>(T? mine, T? theirs)
        where T : class, IConvergent<T> => mine is null ? theirs : theirs is null ? mine : mine.Merge(theirs);
}
