using System.Buffers.Binary;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Promises;

/// <summary>
/// What a register holds as its users see it: a value, its version, and perhaps a promise beside it. The version is that of the last change that
/// took effect, so a promise that comes to nothing leaves no trace.
/// </summary>
/// <param name="Version">The version of the value.</param>
/// <param name="Stored">The value as it is stored; null when the register is absent.</param>
/// <param name="Pending">A change that may take effect.</param>
/// <remarks>
/// The first byte of what is stored tells the layout. Most values stand alone. A promise is stored with its name, the value before and its version, and the value promised; a
/// value that comes back after a promise was broken is stored with its version, since the register's own has moved on.
/// </remarks>
internal sealed record RegisterContent(Carstamp Version, byte[]? Stored, PendingChange? Pending)
{
    private const byte PromiseLayout = 2;
    private const byte RestoredLayout = 3;
    private const int VersionBytes = 3 * sizeof(long);
    private const int NameBytes = 3 * sizeof(long) + sizeof(int);
    private const int PromiseHeader = 1 + NameBytes + VersionBytes + sizeof(int);
    private const int RestoredHeader = 1 + VersionBytes;

    public static bool IsPromise(byte[]? held) => held is [PromiseLayout, ..];

    /// <summary>Reads what a register holds.</summary>
    /// <exception cref="FormatException">It was written by a version that knows more than this one.</exception>
    public static RegisterContent Of(Versioned held) => held.Value switch
    {
        [RestoredLayout, ..] when held.Value.Length >= RestoredHeader => new RegisterContent(ReadVersion(held.Value.AsSpan(1)), Rest(held.Value, RestoredHeader), null),
        [PromiseLayout, ..] when held.Value.Length >= PromiseHeader => OfPromise(held.Version, held.Value),
        [PromiseLayout or RestoredLayout, ..] => throw new FormatException($"A register holds only {held.Value.Length} bytes of a promise."),
        _ => new RegisterContent(held.Version, held.Value, null),
    };

    /// <summary>This content with a promise beside it, for a register that has none.</summary>
    /// <param name="promise">The promise.</param>
    /// <param name="after">What is promised, as it is stored; null for absence.</param>
    public byte[] With(RegisterPromise promise, byte[]? after)
    {
        var (before, promised) = (Stored ?? [], after ?? []);
        var bytes = new byte[PromiseHeader + before.Length + promised.Length];
        bytes[0] = PromiseLayout;
        DecisionRegisters.WriteName(bytes.AsSpan(1), promise);
        WriteVersion(bytes.AsSpan(1 + NameBytes), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1 + NameBytes + VersionBytes), before.Length);
        before.CopyTo(bytes, PromiseHeader);
        promised.CopyTo(bytes, PromiseHeader + before.Length);
        return bytes;
    }

    /// <summary>What the register is to hold when the promise is over; null for absence.</summary>
    public byte[]? Settled(bool isKept)
    {
        if (isKept)
            return Pending!.After;
        var (before, bytes) = (Stored ?? [], new byte[RestoredHeader + (Stored?.Length ?? 0)]);
        bytes[0] = RestoredLayout;
        WriteVersion(bytes.AsSpan(1), Version);
        before.CopyTo(bytes, RestoredHeader);
        return bytes;
    }

    private static RegisterContent OfPromise(Carstamp at, byte[] held)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(held.AsSpan(1 + NameBytes + VersionBytes));
        if (length < 0 || length > held.Length - PromiseHeader)
            throw new FormatException($"A promise of {held.Length} bytes can't hold a value of {length}.");
        var before = length == 0 ? null : held[PromiseHeader..(PromiseHeader + length)];
        var pending = new PendingChange(DecisionRegisters.ReadName(held.AsSpan(1)), at, Rest(held, PromiseHeader + length));
        return new RegisterContent(ReadVersion(held.AsSpan(1 + NameBytes)), before, pending);
    }

    /// <summary>A stored value has at least the byte of its layout; nothing stands for absence.</summary>
    private static byte[]? Rest(byte[] held, int from) => held.Length == from ? null : held[from..];

    private static Carstamp ReadVersion(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64LittleEndian(from), BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]));

    private static void WriteVersion(Span<byte> to, Carstamp version)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, version.Time);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], version.Writer);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], version.Step);
    }
}
