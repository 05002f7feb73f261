using Cluster.Data;

namespace Cluster.Tests.Data;

public sealed class JobOptionsTests
{
    private static readonly WordCountOptions Valid = new() { Paths = ["/a"] };

    public static TheoryData<string, JobOptions> Invalid() => new()
    {
        { "At least one path", Valid with { Paths = [] } },
        { "'a.txt' must be absolute", Valid with { Paths = ["/a", "a.txt"] } },
        { "The output 'out' must be the absolute path of a file", Valid with { Output = "out" } },
        { "The output '/folder/' must be", Valid with { Output = "/folder/" } },
        { "Top is 10001; it must be 0 to 10,000", Valid with { Top = 10_001 } },
        { "SplitBytes is 1; it must be 65,536", Valid with { SplitBytes = 1 } },
        { "Partitions is 0; it must be 1 to 1,024", Valid with { Partitions = 0 } },
        { "Words must be one of Ascii, Unicode, Space", Valid with { Words = (WordDefinition)9 } },
        { "The format must be Tsv or Json", Valid with { Format = (OutputFormat)9 } },
        { "must not hold a line break", Valid with { StopWords = ["a\nb"] } },
        { "Mapper must be the full name of a class", new MapReduceOptions { Paths = ["/a"], Mapper = " ", Reducer = "r" } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Options_OutOfTheirRange_AreRefused_NamingTheRange(string message, JobOptions options)
    {
        var error = Assert.Throws<ArgumentException>(() => JobOptionsValidation.ThrowIfInvalid("id", options));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("a b")]
    public void Identity_ThatCouldNotBePartOfAFileName_IsRefused(string id) =>
        Assert.Throws<ArgumentException>(() => JobOptionsValidation.ThrowIfInvalid(id, Valid));

    [Fact]
    public void Options_InTheirRange_Pass() => JobOptionsValidation.ThrowIfInvalid("my-job_1.0", Valid);
}
