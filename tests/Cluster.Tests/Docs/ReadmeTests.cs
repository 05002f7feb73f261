using System.Text.RegularExpressions;
using Cluster.Tests.Architecture;

namespace Cluster.Tests.Docs;

/// <summary>README.md and README.zh-CN.md say the same: whoever changes one changes the other.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] English = Sections("README.md");
    private static readonly string[] Chinese = Sections("README.zh-CN.md");

    [Fact]
    public void Headings_OfBothLanguages_AreAsManyAndOfTheSameLevels() => Assert.Equal(English.Select(Level), Chinese.Select(Level));

    [Fact]
    public void CodeBlocks_OfBothLanguages_AreTheSameButForComments() =>
        Assert.Equal(English.SelectMany(CodeBlocks), Chinese.SelectMany(CodeBlocks));

    [Fact]
    public void Figures_OfBothLanguages_AreTheSameInEachSection() => AssertSame(Figure());

    [Fact]
    public void LinksAndCode_OfBothLanguages_AreTheSameInEachSection() => AssertSame(LinkOrCode());

    [Fact]
    public void TableRowsAndListItems_OfBothLanguages_AreAsManyInEachSection() => AssertSame(RowOrItem());

    private static void AssertSame(Regex what)
    {
        // Grammar may turn their order within a section.
        Assert.Equal(English.Select(Found), Chinese.Select(Found));

        string Found(string section) => string.Join(' ', what.Matches(Prose(section)).Select(match => match.Value).Order(StringComparer.Ordinal));
    }

    /// <summary>The text of a file, cut at its headings, with the links between the languages left out.</summary>
    private static string[] Sections(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");
        return Heading().Split(OtherLanguage().Replace(text, "")).Where(section => section.Length > 0).ToArray();
    }

    private static int Level(string section) => section.TakeWhile(character => character == '#').Count();

    private static string Prose(string section) => Block().Replace(section, "");

    private static IEnumerable<string> CodeBlocks(string section) => Block().Matches(section).Select(block => Comment().Replace(block.Value, ""));

    /// <summary>The place before a heading that is not a comment in a code block: an even number of fences follows.</summary>
    [GeneratedRegex(@"^(?=#{1,6} )(?=(?:(?:(?!^```).)*^```(?:(?!^```).)*^```)*(?:(?!^```).)*\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+(#|//) .*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\[(English|中文)\]\(README[^)]*\)$", RegexOptions.Multiline)]
    private static partial Regex OtherLanguage();

    [GeneratedRegex(@"\d+(?:[.,]\d+)*")]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?<=\]\()[^)]+|`[^`]+`")]
    private static partial Regex LinkOrCode();

    [GeneratedRegex(@"^(?:\||-)(?= )", RegexOptions.Multiline)]
    private static partial Regex RowOrItem();
}
