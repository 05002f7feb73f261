using System.Buffers.Text;

namespace Cluster.Silo.Data.Results;

/// <summary>Collects bytes and hands them to <c>take</c> in large pieces. For one thread at a time.</summary>
internal sealed class ByteWriter(Action<ReadOnlySpan<byte>> take)
{
    private const int LongestNumber = 20;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _used;

    public void Write(byte value)
    {
        if (_used == _buffer.Length)
        {
            Flush();
        }

        _buffer[_used++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                take(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    public void Write(long value)
    {
        if (_buffer.Length - _used < LongestNumber)
        {
            Flush();
        }

        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out var written);
        _used += written;
    }

    public void Flush()
    {
        take(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
