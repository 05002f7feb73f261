namespace Cluster.Sagas;

/// <summary>A register's value with the barrier of the steps that change it, see <see cref="StepRegisters"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[GenerateSerializer, Alias("Cluster.Sagas.Guarded`1")]
public sealed class Guarded<T>
{
    /// <summary>The value.</summary>
    [Id(0)]
    public T? Value { get; set; }

    [Id(1)]
    internal StepLedger Ledger { get; set; } = new();
}
