using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A counter that any silo counts by itself: no addition is lost or counted twice, in whatever order the silos hear of each other, and none needs a majority.
/// What is read may lack additions that were made elsewhere. Safe for use by many threads at once.
/// </summary>
public sealed class RegisterCounter
{
    private readonly ClusterRegisters _registers;
    private readonly ConvergentType _type;

    internal RegisterCounter(ClusterRegisters registers, string name, ConvergentType type) => (_registers, Name, _type) = (registers, name, type);

    /// <summary>The counter's name. Registers of other types with the same name are others.</summary>
    public string Name { get; }

    /// <summary>Adds; when it returns, the addition is on the disk of one replica and on its way to the others.</summary>
    /// <param name="amount">Not 0; more than 0 for a counter that only grows.</param>
    /// <param name="cancellationToken">Stops waiting. The addition may have happened, or may yet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is 0, or negative for a counter that only grows.</exception>
    /// <exception cref="OutcomeUnknownException">The silo was lost: it may have been added, may yet, or never will.</exception>
    public async ValueTask AddAsync(long amount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(amount);
        if (_type == ConvergentType.GrowOnlyCounter)
            ArgumentOutOfRangeException.ThrowIfNegative(amount);
        await _registers.ChangeAsync(Name, new ConvergentChange(_type) { Amount = amount }, cancellationToken);
    }

    /// <summary>What the nearest replica counts.</summary>
    public async ValueTask<long> ReadAsync(CancellationToken cancellationToken = default) =>
        (await _registers.ReadAsync(Name, new ConvergentChange(_type), cancellationToken)).Count;
}
