using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>An operation on its way to a home.</summary>
internal sealed record RegisterCallMessage(long Id, string Register, RegisterCallKind Kind)
{
    public byte[]? Value { get; init; }

    /// <summary>Null for whatever is there.</summary>
    public Carstamp? Expected { get; init; }

    public RegisterPromise? Promise { get; init; }

    public bool IsKept { get; init; }
}

/// <summary>Its answer.</summary>
/// <param name="Id">Of the operation.</param>
/// <param name="Answer">What became of it.</param>
/// <param name="Version">What the register holds: its version.</param>
/// <param name="Value">And its value.</param>
/// <param name="Decision">Of a decision register: what is decided now.</param>
internal sealed record RegisterAnswerMessage(long Id, RegisterAnswer Answer, Carstamp Version, byte[]? Value, bool? Decision = null);
