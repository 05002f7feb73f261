namespace Cluster.Locks.Fencing;

/// <summary>What a <see cref="FencedRegister{T}"/> holds, and keeps in its register: a value, and the newest fencing token that was seen.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
/// <param name="Exists">Whether there is a value; false before the first write and after a deletion, which is not the same as holding null.</param>
/// <param name="Value">The value; the default of <typeparamref name="T"/> when there is none.</param>
/// <param name="NewestToken">The newest token that was accepted; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.FencedValue`1")]
public sealed record FencedValue<T>(bool Exists, T? Value, long NewestToken)
{
    internal static FencedValue<T> None { get; } = new(false, default, 0);
}
