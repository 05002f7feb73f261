using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A register that never drops one of two concurrent writes unnoticed: it keeps every value that no other write had seen. Any silo writes by itself, and the replicas
/// come to agree. Safe for use by many threads at once.
/// </summary>
/// <typeparam name="T">The type of its values.</typeparam>
public sealed class MultiValueRegister<T>
{
    private readonly ClusterRegisters _registers;

    internal MultiValueRegister(ClusterRegisters registers, string name) => (_registers, Name) = (registers, name);

    /// <summary>The register's name. Registers of other types with the same name are others.</summary>
    public string Name { get; }

    /// <summary>Replaces all values that the replica has seen by one; when it returns, that is on the disk of one replica and on its way to the others.</summary>
    /// <exception cref="OutcomeUnknownException">The silo was lost: it may have been written, may yet, or never will.</exception>
    public ValueTask WriteAsync(T value, CancellationToken cancellationToken = default) =>
        _registers.ChangeAsync(Name, new ConvergentChange(ConvergentType.MultiValue) { Value = _registers.Bytes(value) }, cancellationToken);

    /// <summary>The values, as the nearest replica has them: none before the first write, more than one after writes that did not know of each other.</summary>
    public async ValueTask<IReadOnlyList<T>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _registers.ReadAsync(Name, new ConvergentChange(ConvergentType.MultiValue), cancellationToken);
        return [.. reply.Entries!.Select(entry => _registers.Value<T>(entry.Value))];
    }
}
