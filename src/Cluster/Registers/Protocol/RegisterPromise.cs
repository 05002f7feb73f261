using System.Globalization;

namespace Cluster.Registers.Protocol;

/// <summary>
/// Names a set of changes that happen together or not at all: one attempt at a transaction. Each change stands as a promise in its register until it
/// is decided, by one entry in the decision register that the name leads to.
/// </summary>
/// <param name="StartedAt">When the first attempt began, by the clock of its coordinator. Clocks that differ cost fairness, never correctness.</param>
/// <param name="Coordinator">Belongs to one coordinator object, for ever.</param>
/// <param name="Number">The transaction's number at its coordinator.</param>
/// <param name="Attempt">1 for the first.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterPromise")]
internal sealed record RegisterPromise(
    [property: Id(0)] long StartedAt, [property: Id(1)] long Coordinator, [property: Id(2)] long Number, [property: Id(3)] int Attempt)
{
    /// <summary>The length of the text at most.</summary>
    public const int MaxTextLength = 3 * 16 + 10 + 3;

    /// <summary>The register that says whether the promise is kept.</summary>
    public string DecisionRegister => DecisionRegisters.NameOf(this);

    /// <summary>Whether this one goes first where the two collide. A total order; of two attempts at one transaction the later, since the earlier is over.</summary>
    public bool IsOlderThan(RegisterPromise other) =>
        (StartedAt, Coordinator, Number, -Attempt).CompareTo((other.StartedAt, other.Coordinator, other.Number, -other.Attempt)) < 0;

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is no such text.</summary>
    public static RegisterPromise? TryParse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 4
            && Hexadecimal(parts[0], out var startedAt)
            && Hexadecimal(parts[1], out var coordinator)
            && Hexadecimal(parts[2], out var number)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new RegisterPromise(startedAt, coordinator, number, attempt)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAt:x}-{Coordinator:x}-{Number:x}-{Attempt}");

    private static bool Hexadecimal(string text, out long number) => long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
