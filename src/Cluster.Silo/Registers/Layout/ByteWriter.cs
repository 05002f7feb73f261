using System.Buffers.Binary;
using System.Text;

namespace Cluster.Silo.Registers.Layout;

/// <summary>Lays out values one behind the other in a buffer that grows and is used again, as <see cref="BinaryWriter"/> would in UTF-8. Not safe for concurrent calls.</summary>
internal sealed class ByteWriter(int capacity = ByteWriter.AtFirst)
{
    private const int AtFirst = 1 << 10;

    /// <summary>A buffer that one large value made larger is given up with it.</summary>
    private const int KeptBytes = 1 << 20;

    private byte[] _buffer = new byte[Math.Max(capacity, AtFirst)];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear()
    {
        if (_buffer.Length > KeptBytes)
            _buffer = new byte[KeptBytes];
        Length = 0;
    }

    public void Write(byte value) => Take(1)[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>Seven bits a byte: small values that are not negative take little room.</summary>
    public void WriteCompact(long value)
    {
        var left = (ulong)value;
        for (; left >= 0x80; left >>= 7)
            Write((byte)(left | 0x80));
        Write((byte)left);
    }

    /// <summary>As <see cref="WriteCompact(long)"/>; negative values take five bytes.</summary>
    public void WriteCompact(int value) => WriteCompact((long)(uint)value);

    public void Write(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        WriteCompact(bytes);
        Encoding.UTF8.GetBytes(value, Take(bytes));
    }

    /// <summary>Bytes with their number before them; none has the number -1.</summary>
    public void Write(byte[]? value)
    {
        WriteCompact(value?.Length ?? -1);
        value?.CopyTo(Take(value.Length));
    }

    private Span<byte> Take(int bytes)
    {
        if (_buffer.Length - Length < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        var taken = _buffer.AsSpan(Length, bytes);
        Length += bytes;
        return taken;
    }
}
