namespace Cluster.Simulation.Registers;

/// <summary>One operation of one client on one register, as its client saw it. Values are numbers; 0 stands for an absent register.</summary>
/// <param name="Client">Who called.</param>
/// <param name="Register">The register's name.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="Argument">What was to be written; unique in its history.</param>
/// <param name="Expected">What a compare-and-set expected.</param>
/// <param name="Observed">What a read, swap or compare-and-set found; null where that is not known.</param>
/// <param name="Start">When it was called.</param>
/// <param name="End">When it returned; null when it may take effect at any later time, or never.</param>
internal sealed record RegisterEvent(int Client, string Register, RegisterEvent.Operation Kind, long Argument, long Expected, long? Observed, long Start, long? End)
{
    public enum Operation
    {
        Read,
        Write,

        /// <summary>Writes, and returns what was there.</summary>
        Swap,

        /// <summary>Writes if the expected value is there, and returns what was there.</summary>
        CompareAndSet,
    }

    /// <summary>What the register holds after this operation if it held <paramref name="value"/>; null if the operation can't come there.</summary>
    public long? Apply(long value)
    {
        if (Observed is not null && Observed != value)
            return null;
        return Kind switch
        {
            Operation.Read => value,
            Operation.CompareAndSet => value == Expected ? Argument : value,
            _ => Argument,
        };
    }

    public override string ToString() =>
        $"client {Client} {Kind}({Argument}{(Kind == Operation.CompareAndSet ? $" over {Expected}" : "")}) => {Observed?.ToString() ?? "?"} in [{Start}, {End?.ToString() ?? "?"}]";
}
