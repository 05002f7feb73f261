using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Cluster.Silo.Data.Words;

/// <summary>Lower case by Unicode's simple mapping (one character for one), invariant of culture. Invalid UTF-8 stays as it is.</summary>
internal static class CaseFolding
{
    /// <summary>The most bytes that a folded text can take: a two-byte character may fold to one of three bytes.</summary>
    public static int MaxLength(int length) => checked(length + (length / 2) + 1);

    /// <summary>Folds the ASCII letters of a text and copies everything else; the length does not change.</summary>
    public static void FoldAscii(ReadOnlySpan<byte> text, Span<byte> folded)
    {
        ref var from = ref MemoryMarshal.GetReference(text);
        ref var to = ref MemoryMarshal.GetReference(folded[..text.Length]);
        var i = 0;
        for (; i <= text.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref from, (nuint)i);
            var upper = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'A'), Vector256.Create((byte)('Z' - 'A')));
            (bytes | (upper & Vector256.Create((byte)0x20))).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < text.Length; i++)
        {
            folded[i] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
        }
    }

    /// <summary>Folds a word and returns the folded length.</summary>
    public static int Fold(ReadOnlySpan<byte> word, Span<byte> folded)
    {
        var written = 0;
        while (!word.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(word, out var rune, out var consumed) == OperationStatus.Done)
            {
                written += Rune.ToLowerInvariant(rune).EncodeToUtf8(folded[written..]);
            }
            else
            {
                word[..consumed].CopyTo(folded[written..]);
                written += consumed;
            }

            word = word[consumed..];
        }

        return written;
    }
}
