using Cluster.Cli;
using Cluster.Cli.Connection;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;

namespace Cluster.Tests.Cli;

/// <summary>The register commands against three silos in this process.</summary>
public sealed class RegisterCommandTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>, IAsyncLifetime
{
    private FakeAppHost _appHost = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _appHost = await FakeAppHost.StartAsync();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    [Fact]
    public async Task SetThenGet_GivesTheValue()
    {
        var set = await RunAsync("register", "set", "cli/value", "hello");
        var get = await RunAsync("register", "get", "cli/value");
        var document = (await RunAsync("register", "get", "cli/value", "--level", "bounded:0", "--json")).Document;

        Assert.True(set.ExitCode == ExitCode.Ok, set.Error);
        Assert.Equal("hello", get.Output.Trim());
        Assert.Equal("hello", document.GetProperty("value").GetString());
        Assert.Equal("BoundedStaleness", document.GetProperty("level").GetString());
        Assert.Contains(document.GetProperty("version").GetString()!, set.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnAbsentRegister_IsExitCode1()
    {
        await RunAsync("register", "set", "cli/gone", "x", "--ttl", "100");
        await RunAsync("register", "delete", "cli/gone");
        var get = await RunAsync("register", "get", "cli/gone");

        Assert.Equal(ExitCode.Failed, get.ExitCode);
        Assert.Contains("absent", get.Error, StringComparison.Ordinal);
        Assert.False((await RunAsync("register", "get", "cli/gone", "--json")).Document.GetProperty("exists").GetBoolean());
    }

    [Fact]
    public async Task Advise_NamesTheLevelThatMetTheTarget_OrEndsWithExitCode1()
    {
        await RunAsync("register", "set", "cli/advised", "x");
        var met = await RunAsync("register", "advise", "--staleness", "0");
        var document = (await RunAsync("register", "advise", "--staleness", "0", "--json")).Document;
        var hopeless = await RunAsync("register", "advise", "--staleness", "0", "--write-latency", "1", "--json");
        var wrong = await RunAsync("register", "advise", "--staleness", "-1");

        Assert.True(met.ExitCode == ExitCode.Ok, met.Error);
        Assert.Contains("Read strong, write strong.", met.Output, StringComparison.Ordinal);
        Assert.Equal("Strong", document.GetProperty("read").GetString());
        Assert.Contains(document.GetProperty("levels").EnumerateArray(), level => level.GetProperty("isMet").GetBoolean());

        // Too few operations were seen here to say anything of latencies.
        Assert.Equal(ExitCode.Failed, hopeless.ExitCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, hopeless.Document.GetProperty("read").ValueKind);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
    }

    [Fact]
    public async Task Cas_OverTheVersionThatIsThere_Writes_AndOverAnotherIsExitCode1()
    {
        var created = await RunAsync("register", "cas", "cli/cas", "none", "1", "--json");
        var again = await RunAsync("register", "cas", "cli/cas", "none", "2");
        var next = await RunAsync("register", "cas", "cli/cas", created.Document.GetProperty("version").GetString()!, "3");

        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.True(next.ExitCode == ExitCode.Ok, next.Error);
        Assert.Equal("3", (await RunAsync("register", "get", "cli/cas")).Output.Trim());
    }

    [Fact]
    public async Task Session_CarriedFromCommandToCommand_FindsItsWrite()
    {
        var set = (await RunAsync("register", "set", "cli/session", "mine", "--level", "session", "--json")).Document;
        var get = await RunAsync("register", "get", "cli/session", "--level", $"session:{set.GetProperty("session").GetString()}");

        Assert.Equal("mine", get.Output.Trim());
        Assert.Contains("session ", get.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("versions:2", "BoundedStaleness")]
    [InlineData("replicas:2/2", "Replicas")]
    [InlineData("weak", "Weak")]
    public async Task SetThenGet_AtALevel_GivesTheValueSometime(string level, string kind)
    {
        var set = await RunAsync("register", "set", $"cli/{kind}", "hello", "--level", level);
        Assert.True(set.ExitCode == ExitCode.Ok, set.Error);

        await Eventually.TrueAsync(
            async () => (await RunAsync("register", "get", $"cli/{kind}", "--level", level, "--json")).Document is var document
                && document.GetProperty("level").GetString() == kind && document.GetProperty("value").GetString() == "hello",
            "the value is there");
    }

    [Fact]
    public async Task Durability_TellsTheRegistersOfOneNameApart()
    {
        await RunAsync("register", "set", "cli/where", "in memory", "--durability", "replicated");

        Assert.Equal("in memory", (await RunAsync("register", "get", "cli/where", "--durability", "replicated")).Output.Trim());
        Assert.Equal(ExitCode.Failed, (await RunAsync("register", "get", "cli/where")).ExitCode);
    }

    [Fact]
    public async Task Watch_UntilCancelled_PrintsChanges()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var output = new LineWriter();
        var terminal = new Terminal { Output = output, Error = TextWriter.Null, WorkingDirectory = _appHost.Folder };
        var watch = new CommandLine(terminal) { ConnectAsync = ConnectAsync }.RunAsync(["register", "watch", "cli/watched", "--json"], enough.Token);
        var register = cluster.Client.Registers.Get<string>("cli/watched");
        foreach (var value in new[] { "one", "two" })
        {
            await register.WriteAsync(value, cancellationToken: Token);
            await output.WaitForAsync($$"""{"name":"cli/watched","exists":true,"value":"{{value}}",""");
        }

        await enough.CancelAsync();

        Assert.Equal(ExitCode.Cancelled, await watch);
    }

    [Fact]
    public async Task ListAndShow_OfARegister_TellItsReplicas()
    {
        await RunAsync("register", "set", "cli/listed/1", "x");
        var listed = await Eventually.GivesAsync(
            () => RunAsync("register", "list", "--prefix", "cli/listed/", "--json"), run => run.Document.EnumerateArray().Any(register => register.GetProperty("agrees").GetBoolean()));
        var table = await RunAsync("register", "list", "--prefix", "cli/listed/");
        var show = await RunAsync("register", "show", "cli/listed/1");

        var replicas = Assert.Single(listed.Document.EnumerateArray()).GetProperty("replicas").EnumerateArray().ToList();
        Assert.Equal(["silo-1", "silo-2", "silo-3"], replicas.Select(replica => replica.GetProperty("silo").GetString()));
        Assert.Contains("agree", table.Output, StringComparison.Ordinal);
        Assert.Contains("silo-2", show.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await RunAsync("register", "show", "cli/listed/1", "--type", "map")).ExitCode);
        Assert.Contains("no such register", (await RunAsync("register", "list", "--prefix", "cli/unlisted/")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "--limit", "0")]
    [InlineData("show", "x", "--type", "list")]
    [InlineData("get", "x", "--level", "quick")]
    [InlineData("get", "x", "--level", "bounded:soon")]
    [InlineData("get", "x", "--level", "versions:0")]
    [InlineData("get", "x", "--level", "session:nonsense")]
    [InlineData("get", "x", "--level", "replicas:2")]
    [InlineData("get", "x", "--durability", "somewhere")]
    [InlineData("cas", "x", "7", "value")]
    [InlineData("set", "x", "value", "--ttl", "0")]
    [InlineData("get", "")]
    public async Task WrongArguments_AreExitCode2(params string[] args)
    {
        var run = await RunAsync(["register", .. args]);

        Assert.True(run.ExitCode == ExitCode.Usage, run.Error);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.RunAsync(_appHost.Folder, args, ConnectAsync);

    private Task<ClusterConnection> ConnectAsync(ClusterLocation location, TextWriter? log, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterConnection(cluster.Client));
}
