using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A map that any silo changes by itself, and whose replicas come to agree: of a put and a removal that did not know of each other the put wins, and of two such
/// puts both values stay until a later put. Safe for use by many threads at once.
/// </summary>
/// <typeparam name="T">The type of its values.</typeparam>
public sealed class RegisterMap<T>
{
    private readonly ClusterRegisters _registers;

    internal RegisterMap(ClusterRegisters registers, string name) => (_registers, Name) = (registers, name);

    /// <summary>The map's name. Registers of other types with the same name are others.</summary>
    public string Name { get; }

    /// <summary>Puts a value; when it returns, that is on the disk of one replica and on its way to the others.</summary>
    /// <exception cref="OutcomeUnknownException">The silo was lost: it may have been put, may yet, or never will.</exception>
    public ValueTask PutAsync(string key, T value, CancellationToken cancellationToken = default) =>
        _registers.ChangeAsync(Name, new ConvergentChange(ConvergentType.Map) { Key = ClusterRegisters.Checked(key), Value = _registers.Bytes(value) }, cancellationToken);

    /// <summary>Removes a key.</summary>
    /// <inheritdoc cref="PutAsync" path="/exception"/>
    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        _registers.ChangeAsync(Name, new ConvergentChange(ConvergentType.Map) { Key = ClusterRegisters.Checked(key) }, cancellationToken);

    /// <summary>The values of each key, as the nearest replica has them; more than one when puts did not know of each other.</summary>
    public async ValueTask<ILookup<string, T>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _registers.ReadAsync(Name, new ConvergentChange(ConvergentType.Map), cancellationToken);
        return reply.Entries!.ToLookup(entry => entry.Key, entry => _registers.Value<T>(entry.Value), StringComparer.Ordinal);
    }
}
