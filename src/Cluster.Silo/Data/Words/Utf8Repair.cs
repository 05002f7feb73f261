using System.Buffers;
using System.Text;

namespace Cluster.Silo.Data.Words;

/// <summary>Replaces invalid UTF-8 by U+FFFD, one for each maximal subpart (Unicode 15, section 3.9), as Python's and .NET's decoders do.</summary>
internal static class Utf8Repair
{
    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <summary>The most bytes that a repaired text of some length can take.</summary>
    public static int MaxLength(int length) => checked(length * 3);

    /// <summary>Writes the repaired text and returns its length.</summary>
    public static int Repair(ReadOnlySpan<byte> text, Span<byte> repaired)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var consumed);
            var bytes = status == OperationStatus.Done ? text[..consumed] : Replacement;
            bytes.CopyTo(repaired[written..]);
            written += bytes.Length;
            text = text[consumed..];
        }

        return written;
    }
}
