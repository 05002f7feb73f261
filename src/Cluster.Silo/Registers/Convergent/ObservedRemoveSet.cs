namespace Cluster.Silo.Registers.Convergent;

/// <summary>A set. A removal removes the additions that it has seen: of an addition and a removal that did not know of each other, the addition wins.</summary>
internal sealed class ObservedRemoveSet<T> : IConvergent<ObservedRemoveSet<T>>
    where T : notnull
{
    private readonly ObservedRemoveMap<T, bool> _elements;

    private ObservedRemoveSet(ObservedRemoveMap<T, bool> elements) => _elements = elements;

    public static ObservedRemoveSet<T> Empty { get; } = new(ObservedRemoveMap<T, bool>.Empty);

    public IEnumerable<T> Elements => _elements.Keys;

    public ulong Digest => _elements.Digest;

    public bool Contains(T element) => _elements.Contains(element);

    /// <summary>The delta that adds an element.</summary>
    public ObservedRemoveSet<T> Add(long actor, T element) => new(_elements.Put(actor, element, true));

    /// <summary>The delta that removes an element.</summary>
    public ObservedRemoveSet<T> Remove(T element) => new(_elements.Remove(element));

    public ObservedRemoveSet<T> Merge(ObservedRemoveSet<T> other)
    {
        var merged = _elements.Merge(other._elements);
        return merged == _elements ? this : new ObservedRemoveSet<T>(merged);
    }
}
