using System.Text.Json;
using Cluster.Data;
using Cluster.Tests.Architecture;

namespace Cluster.Tests.Data;

/// <summary>Exact results of another implementation for the bundled texts.</summary>
internal static class Golden
{
    private static readonly JsonElement Files = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "data", "golden", "wordcount.json"))).RootElement.GetProperty("files");

    public static string TextFolder { get; } = Path.Combine(Repository.Root, "samples", "data", "text");

    public static IEnumerable<string> Texts => Files.EnumerateObject().Select(file => file.Name);

    public static string PathOf(string text) => Path.Combine(TextFolder, text);

    public static GoldenCount Of(string text, WordDefinition words)
    {
        var file = Files.GetProperty(text);
        var count = file.GetProperty(words switch
        {
            WordDefinition.Ascii => "W1_ascii",
            WordDefinition.Unicode => "W2_unicode",
            _ => "W3_space",
        });
        return new GoldenCount(
            count.GetProperty("words").GetInt64(),
            count.GetProperty("distinct").GetInt64(),
            words == WordDefinition.Space ? file.GetProperty("W3_empty_tokens").GetInt64() : 0,
            [.. count.GetProperty("top20").EnumerateArray().Select(entry => new JobEntry(entry[0].GetString()!, entry[1].GetInt64()))],
            count.GetProperty("sha256_sorted_counts").GetString()!);
    }
}
