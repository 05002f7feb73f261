namespace Cluster.Silo.Registers.Convergent;

/// <summary>A register that keeps every value that no other write had seen: it never drops one of two concurrent writes unnoticed.</summary>
internal sealed class MultiValueRegister<T> : IConvergent<MultiValueRegister<T>>
{
    private readonly ObservedRemoveMap<int, T> _values;

    private MultiValueRegister(ObservedRemoveMap<int, T> values) => _values = values;

    public static MultiValueRegister<T> Empty { get; } = new(ObservedRemoveMap<int, T>.Empty);

    public IEnumerable<T> Values => _values.Values(0);

    public ulong Digest => _values.Digest;

    /// <summary>The delta that replaces all values seen here by one.</summary>
    public MultiValueRegister<T> Write(long actor, T value) => new(_values.Put(actor, 0, value));

    /// <summary>The delta that removes all values seen here.</summary>
    public MultiValueRegister<T> Clear() => new(_values.Remove(0));

    public MultiValueRegister<T> Merge(MultiValueRegister<T> other)
    {
        var merged = _values.Merge(other._values);
        return merged == _values ? this : new MultiValueRegister<T>(merged);
    }
}
