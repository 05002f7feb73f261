using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>The bundled texts, counted on three silos.</summary>
[Collection(nameof(DataCluster))]
public sealed class WordCountGoldenTests(DataCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, WordDefinition> Cases()
    {
        var cases = new TheoryData<string, WordDefinition>();
        foreach (var text in Golden.Texts)
        {
            foreach (var words in Enum.GetValues<WordDefinition>())
            {
                cases.Add(text, words);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task WordCount_OfABundledText_IsTheGoldenOne(string text, WordDefinition words)
    {
        var result = await cluster.Data.WordCountAsync(
            new WordCountOptions { Paths = [Golden.PathOf(text)], Words = words, Top = 20, SplitBytes = 256 << 10 }, cancellationToken: Cancelled);

        Golden.Of(text, words).Check(result);
        Assert.Equal(1, result.Files);
        Assert.Equal(new FileInfo(Golden.PathOf(text)).Length, result.Bytes);
    }
}
