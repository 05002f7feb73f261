using System.Buffers.Binary;

namespace Cluster.Registers.Protocol;

/// <summary>
/// The registers that hold decisions. They are few and shared, since a register that was written once stays on the silos' disks for ever, even absent;
/// each holds a table of the decisions that somebody may still ask for.
/// </summary>
/// <remarks>
/// The first entry of a transaction stays until it is forgotten. Who keeps promises may forget an entry only when none of its promises stands any more; so one who finds no entry, and then finds
/// the promise still standing, knows that there was none yet.
/// </remarks>
internal static class DecisionRegisters
{
    /// <summary>Names that begin so are not for users.</summary>
    public const string Prefix = "$decisions/";

    /// <summary>Names of registers that hold the newest token with which a transaction has required a lock.</summary>
    public const string FencePrefix = "$fences/";

    /// <summary>Names of registers with messages of committed transactions that wait to be taken.</summary>
    public const string OutboxPrefix = "$outbox/";

    private const int Count = 1024;
    private const int NameBytes = 3 * sizeof(long) + sizeof(int);
    private const int EntryBytes = NameBytes + 1;

    /// <summary>Whether a register is the cluster's own, and nothing that users name or see.</summary>
    public static bool IsOwn(ReadOnlySpan<char> name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) || name.StartsWith(FencePrefix, StringComparison.Ordinal) || name.StartsWith(OutboxPrefix, StringComparison.Ordinal);

    public static string NameOf(RegisterPromise promise)
    {
        var hash = unchecked((((ulong)promise.Coordinator * 31) + (ulong)promise.Number) * 0x9E3779B97F4A7C15UL);
        return $"{Prefix}{(hash >> 32) % Count}";
    }

    /// <summary>Whether the promise is kept, as a table says; null when it is not decided.</summary>
    public static bool? Find(ReadOnlySpan<byte> table, RegisterPromise promise)
    {
        var place = PlaceOf(table, promise);
        return place < 0 ? null : table[place + NameBytes] != 0;
    }

    /// <summary>The table with a decision that it does not have yet.</summary>
    public static byte[] With(ReadOnlySpan<byte> table, RegisterPromise promise, bool isKept)
    {
        var larger = new byte[table.Length + EntryBytes];
        table.CopyTo(larger);
        WriteName(larger.AsSpan(table.Length), promise);
        larger[^1] = isKept ? (byte)1 : (byte)0;
        return larger;
    }

    /// <summary>The table without a decision; null if it has none.</summary>
    public static byte[]? Without(ReadOnlySpan<byte> table, RegisterPromise promise)
    {
        var place = PlaceOf(table, promise);
        return place < 0 ? null : [.. table[..place], .. table[(place + EntryBytes)..]];
    }

    /// <summary>Writes the name of a promise in as many bytes as all have.</summary>
    public static int WriteName(Span<byte> to, RegisterPromise promise)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, promise.StartedAt);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], promise.Coordinator);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], promise.Number);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], promise.Attempt);
        return NameBytes;
    }

    public static RegisterPromise ReadName(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64LittleEndian(from),
        BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[24..]));

    private static int PlaceOf(ReadOnlySpan<byte> table, RegisterPromise promise)
    {
        if (table.Length % EntryBytes != 0)
            throw new FormatException($"A decision register holds {table.Length} bytes, which is no multiple of {EntryBytes}.");
        Span<byte> name = stackalloc byte[NameBytes];
        WriteName(name, promise);
        for (var place = 0; place < table.Length; place += EntryBytes)
        {
            if (table.Slice(place, NameBytes).SequenceEqual(name))
                return place;
        }

        return -1;
    }
}
