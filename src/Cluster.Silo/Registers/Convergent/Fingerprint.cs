namespace Cluster.Silo.Registers.Convergent;

/// <summary>64-bit hashes that are the same in every process, unlike <see cref="object.GetHashCode"/>. Not meant against attackers.</summary>
internal static class Fingerprint
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Offset;
        foreach (var value in bytes)
            hash = (hash ^ value) * Prime;
        return Mix(hash);
    }

    public static ulong Of(string text)
    {
        var hash = Offset;
        foreach (var character in text)
            hash = (hash ^ character) * Prime;
        return Mix(hash);
    }

    public static ulong Of(long value) => Mix((ulong)value + 0x9E3779B97F4A7C15);

    /// <summary>Depends on the order of the two.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix(first * 31 + second);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
