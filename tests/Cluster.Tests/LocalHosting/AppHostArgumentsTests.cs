using Cluster.LocalHosting.Arguments;

namespace Cluster.Tests.LocalHosting;

public sealed class AppHostArgumentsTests
{
    [Fact]
    public void Parse_Nothing_GivesTheDefaults()
    {
        var parsed = AppHostArguments.Parse([]);

        Assert.Equal(new AppHostOptions(), parsed.Options);
        Assert.Equal(Path.GetFullPath(".cluster"), parsed.Options.DataFolder);
        Assert.Empty(parsed.Configuration);
        Assert.False(parsed.IsHelp);
    }

    [Fact]
    public void Parse_EveryForm_ReachesOptionsAndConfiguration()
    {
        var parsed = AppHostArguments.Parse(
            ["--silos", "5", "--port=8080", "--no-tour", "--EMBEDDED=true", "--data", "/tmp/x", "--logs", "silo-2", "--plain", "false", "--ConnectionStrings:redis", "a:1"]);

        Assert.Equal("5", parsed.Configuration["silos"]);
        Assert.Equal("8080", parsed.Configuration["port"]);
        Assert.Equal("true", parsed.Configuration["no-tour"]);
        Assert.Equal("a:1", parsed.Configuration["ConnectionStrings:redis"]);
        Assert.Equal(new AppHostOptions { Embedded = true, DataFolder = "/tmp/x", Logs = "silo-2", Plain = false }, parsed.Options);
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("--help")]
    public void Parse_Help_IsRecognised(string argument) => Assert.True(AppHostArguments.Parse([argument]).IsHelp);

    [Theory]
    [InlineData("--silos must be a number from 1 to 32. Got '0'.", "--silos", "0")]
    [InlineData("--silos must be a number from 1 to 32. Got 'many'.", "--silos=many")]
    [InlineData("--port must be a number from 1 to 65535. Got '70000'.", "--port", "70000")]
    [InlineData("--silos needs a value: --silos N.", "--silos")]
    [InlineData("--silos needs a value: --silos N.", "--silos", "--no-tour")]
    [InlineData("--data needs a value: --data DIR.", "--data=")]
    [InlineData("--no-tour is a switch; give no value, or true or false. Got 'yes'.", "--no-tour=yes")]
    [InlineData("--embedded and --garnet exclude each other. Give one of them.", "--embedded", "--garnet")]
    [InlineData("'up' is no option. Options start with two hyphens; --help shows all.", "up")]
    public void Parse_AWrongCommandLine_SaysWhatIsWrongAndWhatIsRight(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<AppHostArgumentException>(() => AppHostArguments.Parse(args)).Message);

    [Fact]
    public void Parse_AnUnknownOption_NamesTheKnownOnes()
    {
        var thrown = Assert.Throws<AppHostArgumentException>(() => AppHostArguments.Parse(["--silo", "3"]));

        Assert.StartsWith("--silo is unknown. Known are --silos, --port,", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_ExplainsEveryOption()
    {
        var help = HelpText.Create();

        Assert.All(AppHostOption.All, option => Assert.Contains($"--{option.Name} ", help, StringComparison.Ordinal));
    }
}
