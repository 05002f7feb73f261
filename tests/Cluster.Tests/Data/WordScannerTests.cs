using System.Text;
using Cluster.Data;
using Cluster.Silo.Data.Pairs;
using CsCheck;

namespace Cluster.Tests.Data;

/// <summary>The vectorised scanners against the plain model, over blocks, their borders and their remainders.</summary>
public sealed class WordScannerTests
{
    private static readonly string[] Pieces =
    [
        " ", "\n", "\r\n", "\t", "\v", "\f", "\u001C", "\u001F", "\u0085", "\u00A0", "\u1680", "\u2000", "\u200A", "\u200B", "\u2028", "\u202F",
        "\u205F", "\u3000", "\u3001", "a", "word", "é", "詩", "𝒳", "longer-than-eight-bytes",
    ];

    [Theory]
    [InlineData(WordDefinition.Ascii)]
    [InlineData(WordDefinition.Unicode)]
    [InlineData(WordDefinition.Space)]
    public void Scan_OfText_FindsWhatTheModelFinds(WordDefinition words) =>
        Gen.OneOfConst(Pieces).Array[0, 150].Sample(pieces => Check(Encoding.UTF8.GetBytes(string.Concat(pieces)), words), iter: 2000);

    [Theory]
    [InlineData(WordDefinition.Ascii)]
    [InlineData(WordDefinition.Unicode)]
    [InlineData(WordDefinition.Space)]
    public void Scan_OfAnyBytes_FindsWhatTheModelFinds(WordDefinition words)
    {
        var bytes = Gen.OneOfConst<byte>(0x20, 0x0A, 0x0D, 0x1C, 0x41, 0x80, 0x81, 0x85, 0x8A, 0x9A, 0x9F, 0xA0, 0xA8, 0xAF, 0xC2, 0xE1, 0xE2, 0xE3, 0xF0, 0xFF);
        bytes.Array[0, 300].Sample(text => Check(text, words), iter: 4000);
    }

    private static void Check(byte[] text, WordDefinition words)
    {
        var table = new KeyTable();
        var mapper = new WordCountMapper();
        mapper.Configure(new Dictionary<string, string> { ["words"] = words.ToString() });
        var output = new Combiner(table, new WordCountReducer(), long.MaxValue, _ => { });
        if (text.Length > 0)
        {
            mapper.Map(text, output);
        }

        mapper.EndFile(text.Length == 0 || text[^1] == (byte)'\n', output);

        // Different invalid keys show alike once decoded, in the model as well.
        Assert.Equal(
            NaiveWords.Count(text, words).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            NaiveWords.Merge(Entries(table)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private static List<KeyValuePair<string, long>> Entries(KeyTable table)
    {
        var entries = new List<KeyValuePair<string, long>>();
        for (var i = 0; i < table.Capacity; i++)
        {
            if (table.At(i, out var entry))
            {
                entries.Add(new(Encoding.UTF8.GetString(entry.Key), entry.Value));
            }
        }

        return entries;
    }
}
