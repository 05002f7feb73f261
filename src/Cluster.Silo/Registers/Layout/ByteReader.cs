using System.Buffers.Binary;
using System.Text;

namespace Cluster.Silo.Registers.Layout;

/// <summary>Reads what <see cref="ByteWriter"/> has laid out.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool IsAtEnd => _left.IsEmpty;

    public byte ReadByte() => Take(1)[0];

    public bool ReadBoolean() => ReadByte() != 0;

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public long ReadCompactInt64()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)value;
        }

        throw new FormatException("A number takes more than ten bytes.");
    }

    public int ReadCompactInt32()
    {
        var value = ReadCompactInt64();
        return value is >= 0 and <= uint.MaxValue ? (int)(uint)value : throw new FormatException($"{value} is no number of 32 bits.");
    }

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadCompactInt32()));

    /// <summary>Bytes with their number before them; null for none.</summary>
    public byte[]? ReadBytes()
    {
        var length = ReadCompactInt32();
        return length < 0 ? null : Take(length).ToArray();
    }

    /// <exception cref="FormatException">There are not so many.</exception>
    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_left.Length)
            throw new FormatException($"It is cut short: {count} bytes were to follow, and {_left.Length} do.");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
