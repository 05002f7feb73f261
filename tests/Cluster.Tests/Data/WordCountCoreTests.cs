using System.Text;
using Cluster.Data;
using Cluster.Silo;
using CsCheck;

namespace Cluster.Tests.Data;

/// <summary>The plain cores: splitting, scanning, folding and merging never change what is counted.</summary>
public sealed class WordCountCoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-core-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, WordDefinition> Cases() => WordCountGoldenTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Count_OfABundledText_IsTheGoldenOne_WhateverTheSplits(string text, WordDefinition words)
    {
        var options = new WordCountOptions { Paths = [Golden.PathOf(text)], Words = words, Top = 20 };
        foreach (var (splitBytes, partitions) in new[] { (1L << 30, 1), (333_333, 5), (10_007, 3) })
        {
            Golden.Of(text, words).Check(LocalCount.Run(options, splitBytes, partitions));
        }
    }

    [Theory]
    [InlineData(WordDefinition.Ascii)]
    [InlineData(WordDefinition.Unicode)]
    [InlineData(WordDefinition.Space)]
    public void Count_WithTablesThatOverflow_AndMemoryThatIsShort_IsTheGoldenOne(WordDefinition words)
    {
        const string text = "wordnet-sample.txt";
        var tight = new ClusterDataOptions { TableBytes = 200_000, MemoryBytes = 300_000, WorkFolder = _folder };
        var options = new WordCountOptions { Paths = [Golden.PathOf(text)], Words = words, Top = 20 };

        Golden.Of(text, words).Check(LocalCount.Run(options, 1_000_000, 2, tight));

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Count_OfAnyBytes_DoesNotDependOnSplitsAndPartitions()
    {
        var file = Path.Combine(_folder, "any");
        var line = Gen.OneOfConst<byte>(0x20, 0x0A, 0x0D, 0x09, 0x61, 0x62, 0xC2, 0x85, 0xA0, 0xE3, 0x80, 0xFF).Array[0, 200];
        Gen.Select(line, Gen.Int[1, 60], Gen.Int[1, 5], Gen.Enum<WordDefinition>()).Sample(
            (bytes, splitBytes, partitions, words) =>
            {
                File.WriteAllBytes(file, bytes);
                var options = new WordCountOptions { Paths = [file], Words = words, Top = 3 };
                var whole = LocalCount.Run(options, 1 << 20, 1);
                var split = LocalCount.Run(options, splitBytes, partitions);
                Assert.Equal(NaiveWords.Count(bytes, words).OrderBy(pair => pair.Key, StringComparer.Ordinal), CountsOf(bytes, words));
                Assert.Equivalent(whole, split);
                Assert.Equal(whole.Sha256, split.Sha256);
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public void Count_WithFoldedCase_JoinsWordsThatDifferInCaseOnly()
    {
        var result = Count("The THE the tHé ΔΈΛΤΑ δέλτα K k", new WordCountOptions { Paths = [], FoldCase = true });

        Assert.Equal([new("the", 3), new("k", 2), new("δέλτα", 2), new("thé", 1)], result.Top);
    }

    [Fact]
    public void Count_WithStopWords_LeavesThemOut_AfterFolding()
    {
        var result = Count("The cat AND the Hat", new WordCountOptions { Paths = [], FoldCase = true, StopWords = ["The", "and"] });

        Assert.Equal([new("cat", 1), new("hat", 1)], result.Top);
        Assert.Equal(2, result.Total);
    }

    [Fact]
    public void Count_WithStopWordsAndCaseAsItIs_LeavesOutTheExactWordOnly()
    {
        var result = Count("The the The", new WordCountOptions { Paths = [], StopWords = ["the"] });

        Assert.Equal([new("The", 2)], result.Top);
    }

    [Fact]
    public void Count_OfInvalidUtf8_ReplacesEachMaximalSubpart_InUnicodeOnly()
    {
        // A truncated three-byte sequence is one replacement, two stray bytes are two.
        byte[] text = [.. "a "u8, 0xE2, 0x82, .. " b"u8, 0xFF, 0xFE, .. "\n"u8];

        Assert.Equal(
            [new("a", 1), new("b\uFFFD\uFFFD", 1), new("\uFFFD", 1)], Count(text, new WordCountOptions { Paths = [], Words = WordDefinition.Unicode }).Top);
        var ascii = Count(text, new WordCountOptions { Paths = [] });
        Assert.Equal(3, ascii.Distinct);
        Assert.NotEqual(ascii.Sha256, Count(text, new WordCountOptions { Paths = [], Words = WordDefinition.Unicode }).Sha256);
    }

    [Fact]
    public void Count_OfSpaceWords_CountsEmptyOnes_AndDropsOneCarriageReturn()
    {
        var result = Count("a  b\r\n\r\n c\r\r\nd", new WordCountOptions { Paths = [], Words = WordDefinition.Space });

        Assert.Equal([new("a", 1), new("b", 1), new("c\r", 1), new("d", 1)], result.Top);
        Assert.Equal(3, result.Empty);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("\n", 2)]
    [InlineData("a", 0)]
    [InlineData("a\n", 1)]
    [InlineData("a ", 1)]
    public void Count_OfSpaceWords_CountsTheLineAfterTheLastLineFeed(string text, long empty) =>
        Assert.Equal(empty, Count(text, new WordCountOptions { Paths = [], Words = WordDefinition.Space }).Empty);

    [Fact]
    public void Count_OfAWordOf100Kilobytes_AcrossManySplits_CountsItOnce()
    {
        var word = new string('x', 100_000);
        var result = Count($"a {word}\n{word} b {word}", new WordCountOptions { Paths = [], Top = 1 }, splitBytes: 1000);

        Assert.Equal(new JobEntry(word, 3), Assert.Single(result.Top));
        Assert.Equal(5, result.Total);
    }

    private JobResult Count(string text, WordCountOptions options, long splitBytes = 7) => Count(Encoding.UTF8.GetBytes(text), options, splitBytes);

    private JobResult Count(byte[] text, WordCountOptions options, long splitBytes = 7)
    {
        var file = Path.Combine(_folder, "text");
        File.WriteAllBytes(file, text);
        return LocalCount.Run(options with { Paths = [file] }, splitBytes, 2);
    }

    private IEnumerable<KeyValuePair<string, long>> CountsOf(byte[] text, WordDefinition words)
    {
        var result = Count(text, new WordCountOptions { Paths = [], Words = words, Top = 10_000 });
        var counts = NaiveWords.Merge(result.Top.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
        if (result.Empty > 0)
        {
            counts[""] = result.Empty;
        }

        return counts.OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }
}
