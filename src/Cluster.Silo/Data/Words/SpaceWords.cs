using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cluster.Silo.Data.Words;

/// <summary>
/// Words as <c>line.Split(' ')</c> yields them, over lines that LF separates and that lose one CR at their end. Empty words are not handed
/// to the sink but counted.
/// </summary>
internal static class SpaceWords
{
    private const byte Space = 0x20;
    private const byte LineFeed = 0x0A;
    private const byte CarriageReturn = 0x0D;

    /// <summary>Scans whole lines and returns how many empty words there were. A text that does not end in LF ends with its last word.</summary>
    public static long Scan<TSink>(ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IWordSink, allows ref struct
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        long empty = 0;
        var start = 0;
        var i = 0;
        for (; i <= text.Length - 64; i += 64)
        {
            for (var ends = EndsIn64(ref Unsafe.Add(ref first, i)); ends != 0; ends &= ends - 1)
            {
                var end = i + BitOperations.TrailingZeroCount(ends);
                empty += Word(text, start, end, text[end] == LineFeed, ref sink);
                start = end + 1;
            }
        }

        for (; i < text.Length; i++)
        {
            if (text[i] is Space or LineFeed)
            {
                empty += Word(text, start, i, text[i] == LineFeed, ref sink);
                start = i + 1;
            }
        }

        if (text.Length > 0 && text[^1] != LineFeed)
        {
            empty += Word(text, start, text.Length, true, ref sink);
        }

        return empty;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Word<TSink>(ReadOnlySpan<byte> text, int start, int end, bool endsLine, ref TSink sink)
        where TSink : struct, IWordSink, allows ref struct
    {
        if (endsLine && end > start && text[end - 1] == CarriageReturn)
        {
            end--;
        }

        if (end == start)
        {
            return 1;
        }

        sink.Word(text, start, end - start);
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EndsIn64(ref byte at) => EndsIn32(ref at) | ((ulong)EndsIn32(ref Unsafe.Add(ref at, 32)) << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EndsIn32(ref byte at)
    {
        var bytes = Vector256.LoadUnsafe(ref at);
        return (Vector256.Equals(bytes, Vector256.Create(Space)) | Vector256.Equals(bytes, Vector256.Create(LineFeed))).ExtractMostSignificantBits();
    }
}
