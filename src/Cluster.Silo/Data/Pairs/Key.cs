using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// A key's bytes with what a look-up needs: the first eight of them as one number and a hash. The hash is the same on every silo and in
/// every run, since it also says which reduce partition a key belongs to.
/// </summary>
internal readonly ref struct Key
{
    /// <summary>The longest key that a job may emit.</summary>
    public const int MaxLength = 1 << 20;

    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Odd1 = 0xA0761D6478BD642F;
    private const ulong Odd2 = 0xE7037ED1A0B428DB;

    private Key(ReadOnlySpan<byte> bytes, ulong prefix)
    {
        Bytes = bytes;
        Prefix = prefix;
        Hash = bytes.Length <= sizeof(ulong) ? Fold(Mix(prefix ^ Seed, (uint)bytes.Length ^ Odd1)) : HashLong(bytes);
    }

    private Key(ReadOnlySpan<byte> bytes, ulong prefix, uint hash)
    {
        Bytes = bytes;
        Prefix = prefix;
        Hash = hash;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The first eight bytes, little-endian, padded with zeros.</summary>
    public ulong Prefix { get; }

    public uint Hash { get; }

    public static Key Of(ReadOnlySpan<byte> bytes) => new(bytes, LoadPrefix(bytes));

    /// <summary>The key at a place within a text. Faster than <see cref="Of"/>: the prefix is one load when the text goes on for eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Key Within(ReadOnlySpan<byte> text, int start, int length)
    {
        var bytes = text.Slice(start, length);
        if (text.Length - start < sizeof(ulong))
        {
            return new Key(bytes, LoadPrefix(bytes));
        }

        var prefix = Load(ref MemoryMarshal.GetReference(bytes));
        if (length < sizeof(ulong))
        {
            prefix &= (1UL << (length * 8)) - 1;
        }

        return new Key(bytes, prefix);
    }

    /// <summary>A key whose prefix and hash are known.</summary>
    public static Key Known(ReadOnlySpan<byte> bytes, ulong prefix, uint hash) => new(bytes, prefix, hash);

    /// <summary>The reduce partition of a hash. It rests on the high bits, while a table's slot rests on the low ones.</summary>
    public static int PartitionOf(uint hash, int partitions) => (int)(((ulong)hash * (uint)partitions) >> 32);

    private static ulong LoadPrefix(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }

        ulong prefix = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            prefix = (prefix << 8) | bytes[i];
        }

        return prefix;
    }

    private static uint HashLong(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (uint)bytes.Length;
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var last = bytes.Length - sizeof(ulong);
        for (var i = 0; i < last; i += sizeof(ulong))
        {
            hash = Mix(hash ^ Load(ref Unsafe.Add(ref first, i)), Odd1);
        }

        return Fold(Mix(hash ^ Load(ref Unsafe.Add(ref first, last)), Odd2));
    }

    private static ulong Load(ref byte at)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static uint Fold(ulong hash) => (uint)(hash ^ (hash >> 32));
}
