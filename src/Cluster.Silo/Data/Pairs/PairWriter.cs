namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// Encodes pairs into blocks of about <see cref="BlockBytes"/> and hands each to <c>store</c>, which copies it. A pair is never cut, so a
/// block with one long key may be larger. For one thread at a time.
/// </summary>
internal sealed class PairWriter(Action<ReadOnlySpan<byte>> store)
{
    /// <summary>The size aimed at for one block: the unit that is stored, spilled and sent.</summary>
    public const int BlockBytes = 64 * 1024;

    internal const int LongestVarint = 10;
    private byte[] _buffer = new byte[16 * 1024];
    private int _used;

    public void Write(ReadOnlySpan<byte> key, long value)
    {
        var room = key.Length + (2 * LongestVarint);
        if (_used > 0 && _used + room > BlockBytes)
        {
            Flush();
        }

        if (_used + room > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_used + room, Math.Min(BlockBytes, _buffer.Length * 2)));
        }

        WriteVarint((uint)key.Length);
        key.CopyTo(_buffer.AsSpan(_used));
        _used += key.Length;
        WriteVarint((ulong)(value << 1) ^ (ulong)(value >> 63));
    }

    public void Flush()
    {
        if (_used > 0)
        {
            store(_buffer.AsSpan(0, _used));
            _used = 0;
        }
    }

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_used++] = (byte)value;
    }
}
