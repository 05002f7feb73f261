using System.Text;
using Cluster.Data;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Words;

/// <summary>The settings of <see cref="WordCountMapper"/>: written from a word count's options, read by the mapper.</summary>
internal static class WordCountSettings
{
    private const string WordsKey = "words";
    private const string FoldCaseKey = "foldCase";
    private const string StopWordsKey = "stopWords";

    public static Dictionary<string, string> Of(WordCountOptions options) => new(StringComparer.Ordinal)
    {
        [WordsKey] = options.Words.ToString(),
        [FoldCaseKey] = options.FoldCase ? "true" : "false",
        [StopWordsKey] = string.Join('\n', options.StopWords),
    };

    public static WordDefinition Words(IReadOnlyDictionary<string, string> settings)
    {
        var text = settings.GetValueOrDefault(WordsKey, nameof(WordDefinition.Ascii));
        return Enum.TryParse<WordDefinition>(text, ignoreCase: true, out var words) && Enum.IsDefined(words)
            ? words
            : throw new ArgumentException($"The setting {WordsKey} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<WordDefinition>())}.");
    }

    public static bool FoldCase(IReadOnlyDictionary<string, string> settings)
    {
        var text = settings.GetValueOrDefault(FoldCaseKey, "false");
        return bool.TryParse(text, out var fold)
            ? fold
            : throw new ArgumentException($"The setting {FoldCaseKey} is '{text}'; it must be true or false.");
    }

    public static KeyTable? StopWords(IReadOnlyDictionary<string, string> settings, bool foldCase)
    {
        var words = settings.GetValueOrDefault(StopWordsKey, "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        var table = new KeyTable();
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            if (foldCase)
            {
                var folded = new byte[CaseFolding.MaxLength(bytes.Length)];
                bytes = folded[..CaseFolding.Fold(bytes, folded)];
            }

            table.GetOrAdd(Key.Of(bytes), out _);
        }

        return table;
    }
}
