using System.Text;
using System.Text.Unicode;
using Cluster.Data;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Words;

/// <summary>Emits words one by one, rewritten where that is needed.</summary>
internal struct OutputSink(MapOutput output, WordRewrite rewrite, KeyTable? stopWords) : IWordSink
{
    private byte[] _repaired = [];
    private byte[] _folded = [];

    public void Word(ReadOnlySpan<byte> text, int start, int length)
    {
        var word = text.Slice(start, length);
        if (rewrite != WordRewrite.None && !Ascii.IsValid(word))
        {
            word = Rewrite(word);
        }

        if (stopWords is null || !stopWords.Contains(Key.Of(word)))
        {
            output.Emit(word, 1);
        }
    }

    private ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> word)
    {
        if (rewrite.HasFlag(WordRewrite.Repair) && !Utf8.IsValid(word))
        {
            Reserve(ref _repaired, Utf8Repair.MaxLength(word.Length));
            word = _repaired.AsSpan(0, Utf8Repair.Repair(word, _repaired));
        }

        if (rewrite.HasFlag(WordRewrite.Fold))
        {
            Reserve(ref _folded, CaseFolding.MaxLength(word.Length));
            word = _folded.AsSpan(0, CaseFolding.Fold(word, _folded));
        }

        return word;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, 2 * buffer.Length)];
        }
    }
}
