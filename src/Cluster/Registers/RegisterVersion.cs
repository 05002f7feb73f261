using System.Globalization;

namespace Cluster.Registers;

/// <summary>
/// Where a value stands in the order of its register's values: a later one is greater. Versions of different registers are not to be compared.
/// </summary>
/// <remarks>Its text (<see cref="ToString"/>, <see cref="Parse"/>) is the same for ever and everywhere, so a version may be kept and used by another process.</remarks>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterVersion")]
public readonly record struct RegisterVersion : IComparable<RegisterVersion>
{
    internal RegisterVersion(long time, long writer, long step) => (Time, Writer, Step) = (time, writer, step);

    /// <summary>The version of a register that was never written, or whose deletion was forgotten.</summary>
    public static RegisterVersion None => default;

    [Id(0)]
    internal long Time { get; init; }

    [Id(1)]
    internal long Writer { get; init; }

    [Id(2)]
    internal long Step { get; init; }

    /// <summary>Reads the text of a version.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static RegisterVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('.');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && long.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var writer)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? new RegisterVersion(time, writer, step)
            : throw new FormatException($"'{text}' is no version of a register; one looks like 3.9f86d081884c7d65.12.");
    }

    /// <inheritdoc/>
    public int CompareTo(RegisterVersion other)
    {
        var order = Time.CompareTo(other.Time);
        if (order == 0)
            order = Writer.CompareTo(other.Writer);
        return order == 0 ? Step.CompareTo(other.Step) : order;
    }

    /// <summary>The version as text, such as <c>0.0.12</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}.{Writer:x}.{Step}");

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) >= 0;
}
