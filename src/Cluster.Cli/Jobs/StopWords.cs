using System.Text.Json;

namespace Cluster.Cli.Jobs;

/// <summary>Words to leave out: the list of a language (from stopwords-iso, embedded), or a file with one word a line.</summary>
internal static class StopWords
{
    /// <summary>Reads all lists that were named, each word once.</summary>
    /// <exception cref="CommandFailedException">A name is neither a language nor a file (exit code 2).</exception>
    public static IReadOnlyList<string> Read(IReadOnlyCollection<string> names, Terminal terminal)
    {
        if (names.Count == 0)
        {
            return [];
        }

        using var languages = Languages();
        return [.. names.SelectMany(name => Read(name, languages.RootElement, terminal)).Distinct(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> LanguageNames()
    {
        using var languages = Languages();
        return [.. languages.RootElement.EnumerateObject().Select(language => language.Name).Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> Read(string name, JsonElement languages, Terminal terminal)
    {
        // A language goes first; a file of such a name can be given as ./en.
        if (languages.TryGetProperty(name, out var words))
        {
            return [.. words.EnumerateArray().Select(word => word.GetString()!)];
        }

        var path = terminal.FullPath(name);
        return File.Exists(path)
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : throw new CommandFailedException(
                ExitCode.Usage,
                $"--stop-words {name} is neither a file nor a known language. Languages: {string.Join(' ', LanguageNames())}.");
    }

    private static JsonDocument Languages()
    {
        using var stream = typeof(StopWords).Assembly.GetManifestResourceStream("stopwords-iso.json")!;
        return JsonDocument.Parse(stream);
    }
}
