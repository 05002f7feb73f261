using System.Globalization;

namespace Cluster.Registers;

/// <summary>
/// Where a value stands in the order of its register's values: a later one is greater. Versions of different registers are not to be compared.
/// </summary>
/// <remarks>
/// Its text (<see cref="ToString"/>, <see cref="Parse"/>) is the same for ever and everywhere, so a version may be kept and used by another process.
/// A weaker write stands behind the strong write that it was made over and before the next one.
/// </remarks>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterVersion")]
public readonly record struct RegisterVersion : IComparable<RegisterVersion>
{
    internal RegisterVersion(long time, long writer, long step) => (Time, Writer, Step) = (time, writer, step);

    /// <summary>The version of a register that was never written.</summary>
    public static RegisterVersion None => default;

    [Id(0)]
    internal long Time { get; init; }

    [Id(1)]
    internal long Writer { get; init; }

    [Id(2)]
    internal long Step { get; init; }

    /// <summary>Of a weaker write: its hybrid time, ticks since year 1.</summary>
    [Id(3)]
    internal long Physical { get; init; }

    [Id(4)]
    internal int Logical { get; init; }

    [Id(5)]
    internal long Actor { get; init; }

    /// <summary>Whether it is the version of a strong write, or none.</summary>
    internal bool IsStrong => (Physical, Logical, Actor) == default;

    /// <summary>The strong write that a weaker one was made over; of a strong one itself.</summary>
    internal RegisterVersion Over => new(Time, Writer, Step);

    /// <summary>
    /// How many strong writes lie between an earlier strong version of the same register and this one, this one included: 1 for the very next. A write by a transaction counts twice or more, for what it
    /// promises and what it keeps. Null when that is not known, because one of the two is of a weaker write.
    /// </summary>
    /// <exception cref="ArgumentException">The other version is a later one.</exception>
    public long? ChangesSince(RegisterVersion earlier)
    {
        if (earlier > this)
            throw new ArgumentException($"Version {earlier} is later than {this}.", nameof(earlier));
        return IsStrong && earlier.IsStrong && (Time, Writer) == (earlier.Time, earlier.Writer) ? Step - earlier.Step : null;
    }

    /// <summary>Reads the text of a version.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static RegisterVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('.');
        return parts.Length is 3 or 6
            && Number(parts[0], out var time)
            && Hexadecimal(parts[1], out var writer)
            && Number(parts[2], out var step)
            && Number(parts.ElementAtOrDefault(3) ?? "0", out var physical)
            && Number(parts.ElementAtOrDefault(4) ?? "0", out var logical)
            && logical <= int.MaxValue
            && Hexadecimal(parts.ElementAtOrDefault(5) ?? "0", out var actor)
            ? new RegisterVersion(time, writer, step) { Physical = physical, Logical = (int)logical, Actor = actor }
            : throw new FormatException($"'{text}' is no version of a register; one looks like 0.0.12 or 0.0.12.638995000000000000.0.9f86d081.");
    }

    /// <inheritdoc/>
    public int CompareTo(RegisterVersion other)
    {
        var order = CompareTimes((Time, Writer, Step), (other.Time, other.Writer, other.Step));
        return order == 0 ? CompareTimes((Physical, Logical, Actor), (other.Physical, other.Logical, other.Actor)) : order;
    }

    /// <summary>The version as text, such as <c>0.0.12</c>.</summary>
    public override string ToString() => IsStrong
        ? string.Create(CultureInfo.InvariantCulture, $"{Time}.{Writer:x}.{Step}")
        : string.Create(CultureInfo.InvariantCulture, $"{Time}.{Writer:x}.{Step}.{Physical}.{Logical}.{Actor:x}");

    private static int CompareTimes((long, long, long) one, (long, long, long) other) => one.CompareTo(other);

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Hexadecimal(string text, out long number) => long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(RegisterVersion left, RegisterVersion right) => left.CompareTo(right) >= 0;
}
