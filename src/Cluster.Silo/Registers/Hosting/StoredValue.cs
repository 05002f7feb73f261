using System.Buffers.Binary;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>A value as replicas keep it: a byte that tells the layout, for some the time at which it ends, then the client's bytes.</summary>
internal static class StoredValue
{
    private const byte Plain = 0;
    private const byte Expiring = 1;
    private const int ExpiryBytes = 8;

    /// <summary>Null stands for an absent value and stays null.</summary>
    public static byte[]? Wrap(byte[]? value, DateTimeOffset? ends)
    {
        if (value is null)
            return null;
        if (ends is null)
            return [Plain, .. value];
        var stored = new byte[1 + ExpiryBytes + value.Length];
        stored[0] = Expiring;
        BinaryPrimitives.WriteInt64LittleEndian(stored.AsSpan(1), ends.Value.ToUnixTimeMilliseconds());
        value.CopyTo(stored, 1 + ExpiryBytes);
        return stored;
    }

    /// <summary>The client's bytes; null when the value is absent or has ended.</summary>
    public static byte[]? Unwrap(byte[]? stored, DateTimeOffset now) => stored switch
    {
        null => null,
        [Plain, .. var value] => value,
        [Expiring, ..] when stored.Length > ExpiryBytes => HasEnded(stored, now) ? null : stored[(1 + ExpiryBytes)..],
        _ => throw new FormatException($"A register holds a value of layout {(stored.Length == 0 ? "none" : stored[0])}, which this version does not know."),
    };

    /// <summary>How many of the client's bytes there are; 0 when the value is absent.</summary>
    public static int LengthOf(byte[]? stored) => stored is null ? 0 : stored.Length - (stored is [Expiring, ..] ? 1 + ExpiryBytes : 1);

    /// <summary>Whether a plain value's bytes are as asked, without a copy of them.</summary>
    public static bool HasBytes(byte[]? stored, Func<ReadOnlySpan<byte>, bool> condition) => stored is [Plain, ..] && condition(stored.AsSpan(1));

    /// <summary>Reads something from a plain value's bytes, without a copy of them; the default where there are none.</summary>
    public static T? Read<T>(byte[]? stored, Func<ReadOnlySpan<byte>, T> read) => stored is [Plain, ..] ? read(stored.AsSpan(1)) : default;

    public static bool HasEnded(byte[]? stored, DateTimeOffset now) =>
        stored is [Expiring, ..] && BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(1)) <= now.ToUnixTimeMilliseconds();
}
