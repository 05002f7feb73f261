using System.Runtime.CompilerServices;

namespace Cluster.Silo.Data.Pairs;

/// <summary>Reads the pairs of a block: length of the key (varint), the key, the value (zigzag varint).</summary>
internal ref struct PairReader(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> _rest = block;

    public ReadOnlySpan<byte> Key { get; private set; }

    public long Value { get; private set; }

    /// <summary>The bytes that were not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <exception cref="InvalidDataException">The block is cut short or damaged.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var length = ReadVarint();
        if (length > (ulong)_rest.Length)
        {
            throw Damaged();
        }

        Key = _rest[..(int)length];
        _rest = _rest[(int)length..];
        var value = ReadVarint();
        Value = (long)(value >> 1) ^ -(long)(value & 1);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ReadVarint()
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            var value = _rest[0];
            _rest = _rest[1..];
            return value;
        }

        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (var i = 0; i < PairWriter.LongestVarint && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("A block of pairs is cut short or damaged.");
}
