using System.Text;
using System.Text.Unicode;
using Cluster.Silo.Data.Pairs;
using Cluster.Silo.Data.Words;

namespace Cluster.Data;

/// <summary>
/// Emits each word with the value 1. Settings: <c>words</c> (<c>Ascii</c>, <c>Unicode</c> or <c>Space</c>; see <see cref="WordDefinition"/>),
/// <c>foldCase</c> (<c>true</c> or <c>false</c>) and <c>stopWords</c> (words to leave out, one a line).
/// Empty words of <see cref="WordDefinition.Space"/> are emitted as the empty key.
/// </summary>
public sealed class WordCountMapper : Mapper
{
    private WordDefinition _words;
    private bool _foldCase;
    private KeyTable? _stopWords;
    private byte[] _folded = [];

    /// <inheritdoc />
    public override void Configure(IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _words = WordCountSettings.Words(settings);
        _foldCase = WordCountSettings.FoldCase(settings);
        _stopWords = WordCountSettings.StopWords(settings, _foldCase);
    }

    /// <inheritdoc />
    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var rewrite = Rewrites(lines);
        if (_foldCase)
        {
            if (_folded.Length < lines.Length)
            {
                _folded = new byte[lines.Length];
            }

            CaseFolding.FoldAscii(lines, _folded);
            lines = _folded.AsSpan(0, lines.Length);
        }

        if (rewrite == WordRewrite.None && output is Combiner { Sums: true } combiner)
        {
            var sink = new TableSink(combiner.Table, _stopWords, stackalloc TableSink.Found[TableSink.BatchSize]);
            var empty = Scan(lines, ref sink);
            sink.Flush(lines);
            EmitEmpty(empty, output);
            combiner.FlushWhenFull();
        }
        else
        {
            var sink = new OutputSink(output, rewrite, _stopWords);
            EmitEmpty(Scan(lines, ref sink), output);
        }
    }

    /// <inheritdoc />
    public override void EndFile(bool lastLineIsEmpty, MapOutput output)
    {
        if (_words == WordDefinition.Space && lastLineIsEmpty)
        {
            EmitEmpty(1, output);
        }
    }

    /// <summary>What must be done to single words: decided for a whole chunk at once, since text that needs it is rare.</summary>
    private WordRewrite Rewrites(ReadOnlySpan<byte> lines)
    {
        var rewrite = WordRewrite.None;
        if (_words == WordDefinition.Unicode && !Utf8.IsValid(lines))
        {
            rewrite |= WordRewrite.Repair;
        }

        if (_foldCase && !Ascii.IsValid(lines))
        {
            rewrite |= WordRewrite.Fold;
        }

        return rewrite;
    }

    private long Scan<TSink>(ReadOnlySpan<byte> lines, ref TSink sink)
        where TSink : struct, IWordSink, allows ref struct
    {
        switch (_words)
        {
            case WordDefinition.Space:
                return SpaceWords.Scan(lines, ref sink);
            case WordDefinition.Unicode:
                UnicodeWords.Scan(lines, ref sink);
                return 0;
            default:
                AsciiWords.Scan(lines, ref sink);
                return 0;
        }
    }

    private static void EmitEmpty(long count, MapOutput output)
    {
        if (count > 0)
        {
            output.Emit([], count);
        }
    }
}
