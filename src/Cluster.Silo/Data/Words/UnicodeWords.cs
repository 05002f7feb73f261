using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cluster.Silo.Data.Words;

/// <summary>
/// Words as maximal runs of characters that Python's <c>str.split()</c> does not take for white space: 09-0D, 1C-1F, 20, 85, A0, 1680,
/// 2000-200A, 2028, 2029, 202F, 205F, 3000. White space is found in the bytes, without decoding: UTF-8 synchronises itself, so the byte
/// sequence of such a character never occurs inside another one, nor inside an invalid sequence that would swallow it.
/// </summary>
internal static class UnicodeWords
{
    private const int Longest = 3;

    public static void Scan<TSink>(ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IWordSink, allows ref struct
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var start = 0;
        var i = 0;

        // White space that began in the last block and reaches into this one.
        ulong carry = 0;
        for (; i <= text.Length - 64 - (Longest - 1); i += 64)
        {
            var spaces = SpacesIn64(ref Unsafe.Add(ref first, i), ref carry);
            for (; spaces != 0; spaces &= spaces - 1)
            {
                var end = i + BitOperations.TrailingZeroCount(spaces);
                if (end != start)
                {
                    sink.Word(text, start, end - start);
                }

                start = end + 1;
            }
        }

        if (carry != 0)
        {
            i += BitOperations.TrailingZeroCount(~carry);
            start = i;
        }

        while (i < text.Length)
        {
            var length = SpaceAt(text, i);
            if (length == 0)
            {
                i++;
                continue;
            }

            if (i != start)
            {
                sink.Word(text, start, i - start);
            }

            i += length;
            start = i;
        }

        if (start < text.Length)
        {
            sink.Word(text, start, text.Length - start);
        }
    }

    /// <summary>The length in bytes of the white-space character at a place, 0 when there is none.</summary>
    public static int SpaceAt(ReadOnlySpan<byte> text, int at)
    {
        var lead = text[at];
        if (lead < 0x80)
        {
            return lead == 0x20 || (uint)(lead - 0x09) <= 4 || (uint)(lead - 0x1C) <= 3 ? 1 : 0;
        }

        if (lead == 0xC2)
        {
            return at + 1 < text.Length && text[at + 1] is 0x85 or 0xA0 ? 2 : 0;
        }

        if (lead is < 0xE1 or > 0xE3 || at + 2 >= text.Length)
        {
            return 0;
        }

        return (lead, text[at + 1], text[at + 2]) switch
        {
            (0xE1, 0x9A, 0x80) => Longest,
            (0xE2, 0x80, <= 0x8A and >= 0x80 or 0xA8 or 0xA9 or 0xAF) => Longest,
            (0xE2, 0x81, 0x9F) => Longest,
            (0xE3, 0x80, 0x80) => Longest,
            _ => 0,
        };
    }

    /// <summary>A bit for each of 64 bytes, set when the byte belongs to white space. Reads two bytes beyond the 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SpacesIn64(ref byte at, ref ulong carry)
    {
        var low = Vector256.LoadUnsafe(ref at);
        var high = Vector256.LoadUnsafe(ref at, 32);
        var spaces = carry | AsciiSpaces(low) | ((ulong)AsciiSpaces(high) << 32);
        carry = 0;
        return (low | high).ExtractMostSignificantBits() == 0 ? spaces : spaces | LongSpaces(ref at, low, high, ref carry);
    }

    private static ulong LongSpaces(ref byte at, Vector256<byte> low, Vector256<byte> high, ref ulong carry)
    {
        var two = TwoByteSpaces(low, Vector256.LoadUnsafe(ref at, 1))
            | ((ulong)TwoByteSpaces(high, Vector256.LoadUnsafe(ref at, 33)) << 32);
        var three = ThreeByteSpaces(low, Vector256.LoadUnsafe(ref at, 1), Vector256.LoadUnsafe(ref at, 2))
            | ((ulong)ThreeByteSpaces(high, Vector256.LoadUnsafe(ref at, 33), Vector256.LoadUnsafe(ref at, 34)) << 32);
        carry = (two >> 63) | (three >> 63) | (three >> 62);
        return two | (two << 1) | three | (three << 1) | (three << 2);
    }

    private static uint AsciiSpaces(Vector256<byte> bytes) =>
        (Between(bytes, 0x09, 0x0D) | Between(bytes, 0x1C, 0x20)).ExtractMostSignificantBits();

    private static uint TwoByteSpaces(Vector256<byte> first, Vector256<byte> second) =>
        (Is(first, 0xC2) & (Is(second, 0x85) | Is(second, 0xA0))).ExtractMostSignificantBits();

    private static uint ThreeByteSpaces(Vector256<byte> first, Vector256<byte> second, Vector256<byte> third)
    {
        var ogham = Is(first, 0xE1) & Is(second, 0x9A) & Is(third, 0x80);
        var general = Is(first, 0xE2) & Is(second, 0x80) & (Between(third, 0x80, 0x8A) | Between(third, 0xA8, 0xA9) | Is(third, 0xAF));
        var mathematical = Is(first, 0xE2) & Is(second, 0x81) & Is(third, 0x9F);
        var ideographic = Is(first, 0xE3) & Is(second, 0x80) & Is(third, 0x80);
        return (ogham | general | mathematical | ideographic).ExtractMostSignificantBits();
    }

    private static Vector256<byte> Is(Vector256<byte> bytes, byte value) => Vector256.Equals(bytes, Vector256.Create(value));

    private static Vector256<byte> Between(Vector256<byte> bytes, byte from, byte to) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create(from), Vector256.Create((byte)(to - from)));
}
