using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cluster.Silo.Data.Words;

/// <summary>Words as maximal runs of bytes that are not ASCII white space (09-0D and 20).</summary>
internal static class AsciiWords
{
    public static void Scan<TSink>(ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IWordSink, allows ref struct
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var start = 0;
        var i = 0;
        for (; i <= text.Length - 64; i += 64)
        {
            for (var spaces = SpacesIn64(ref Unsafe.Add(ref first, i)); spaces != 0; spaces &= spaces - 1)
            {
                var end = i + BitOperations.TrailingZeroCount(spaces);
                if (end != start)
                {
                    sink.Word(text, start, end - start);
                }

                start = end + 1;
            }
        }

        for (; i < text.Length; i++)
        {
            if (IsSpace(text[i]))
            {
                if (i != start)
                {
                    sink.Word(text, start, i - start);
                }

                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            sink.Word(text, start, text.Length - start);
        }
    }

    public static bool IsSpace(byte value) => value == 0x20 || (uint)(value - 0x09) <= 4;

    /// <summary>A bit for each of 64 bytes, set for white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SpacesIn64(ref byte at)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var bytes = Vector512.LoadUnsafe(ref at);
            return (Vector512.Equals(bytes, Vector512.Create((byte)0x20))
                | Vector512.LessThanOrEqual(bytes - Vector512.Create((byte)0x09), Vector512.Create((byte)4))).ExtractMostSignificantBits();
        }

        return SpacesIn32(ref at) | ((ulong)SpacesIn32(ref Unsafe.Add(ref at, 32)) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SpacesIn32(ref byte at)
    {
        var bytes = Vector256.LoadUnsafe(ref at);
        return (Vector256.Equals(bytes, Vector256.Create((byte)0x20))
            | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)0x09), Vector256.Create((byte)4))).ExtractMostSignificantBits();
    }
}
