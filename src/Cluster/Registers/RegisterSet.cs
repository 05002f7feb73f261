using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A set that any silo changes by itself, and whose replicas come to agree: a removal takes away the additions that its replica had seen, so of an addition and a
/// removal that did not know of each other the addition wins. Safe for use by many threads at once.
/// </summary>
/// <typeparam name="T">The type of its elements; equal are those that Orleans' serializer writes alike.</typeparam>
public sealed class RegisterSet<T>
    where T : notnull
{
    private readonly ClusterRegisters _registers;

    internal RegisterSet(ClusterRegisters registers, string name) => (_registers, Name) = (registers, name);

    /// <summary>The set's name. Registers of other types with the same name are others.</summary>
    public string Name { get; }

    /// <summary>Adds an element; when it returns, that is on the disk of one replica and on its way to the others.</summary>
    /// <exception cref="OutcomeUnknownException">The silo was lost: it may have been added, may yet, or never will.</exception>
    public ValueTask AddAsync(T element, CancellationToken cancellationToken = default) =>
        _registers.ChangeAsync(Name, new ConvergentChange(ConvergentType.Set) { Key = KeyOf(element), Value = [] }, cancellationToken);

    /// <summary>Removes an element.</summary>
    /// <inheritdoc cref="AddAsync" path="/exception"/>
    public ValueTask RemoveAsync(T element, CancellationToken cancellationToken = default) =>
        _registers.ChangeAsync(Name, new ConvergentChange(ConvergentType.Set) { Key = KeyOf(element) }, cancellationToken);

    /// <summary>The elements, as the nearest replica has them.</summary>
    public async ValueTask<IReadOnlySet<T>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _registers.ReadAsync(Name, new ConvergentChange(ConvergentType.Set), cancellationToken);
        return reply.Entries!.Select(entry => _registers.Value<T>(Convert.FromBase64String(entry.Key))).ToHashSet();
    }

    private string KeyOf(T element) => Convert.ToBase64String(_registers.Bytes(element));
}
