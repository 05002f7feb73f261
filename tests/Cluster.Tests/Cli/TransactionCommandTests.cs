using System.Text.Json;
using Cluster.Cli;
using Cluster.Cli.Connection;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Tests.Transactions;
using Cluster.Transactions;

namespace Cluster.Tests.Cli;

/// <summary>The transaction commands against three silos in this process.</summary>
public sealed class TransactionCommandTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>, IAsyncLifetime
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private FakeAppHost _appHost = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _appHost = await FakeAppHost.StartAsync();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    [Fact]
    public async Task ListShowResolve_OfACommittedTransaction_TellWhatHappened()
    {
        var name = await cluster.Client.Transactions.RunAsync(
            async transaction =>
            {
                await Account("cli/a").AddAsync(1);
                await Account("cli/b").AddAsync(1);
                return transaction.Name;
            },
            Patient,
            Token);
        await Eventually.TrueAsync(
            async () => (await cluster.Client.Transactions.DescribeAsync(name, Token))!.Events.Any(one => one is { Participant: null, Kind: TransactionEventKind.Committed }),
            "the client has told of it");

        var list = await RunAsync("tx", "list", "--state", "committed");
        var listed = (await RunAsync("tx", "list", "--json")).Document.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        var show = await RunAsync("tx", "show", name);
        var shown = (await RunAsync("tx", "show", name, "--json")).Document;
        var resolve = await RunAsync("tx", "resolve", name);

        Assert.True(list.ExitCode == ExitCode.Ok, list.Error);
        Assert.Contains(name, list.Output, StringComparison.Ordinal);
        Assert.Equal("Committed", listed.GetProperty("state").GetString());
        Assert.Contains("promised to commit", show.Output, StringComparison.Ordinal);
        Assert.Contains("coordinator", show.Output, StringComparison.Ordinal);
        Assert.Equal(2, shown.GetProperty("participants").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("cause").ValueKind);
        Assert.True(resolve.ExitCode == ExitCode.Ok, resolve.Error);
        Assert.Contains("committed", resolve.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_OfOneThatStillRuns_SaysThatNothingIsToBeDone()
    {
        var (isHeld, letGo) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        var running = cluster.Client.Transactions.RunAsync(
            async transaction =>
            {
                await Account("cli/runs").AddAsync(1);
                isHeld.TrySetResult(transaction.Name);
                await letGo.Task;
            },
            Patient,
            Token);
        var resolve = await RunAsync("tx", "resolve", await isHeld.Task);
        letGo.SetResult();
        await running;

        Assert.Equal(ExitCode.Failed, resolve.ExitCode);
        Assert.Contains("still running", resolve.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_OfATransactionThatNobodyRemembers_SaySo()
    {
        var show = await RunAsync("tx", "show", "none");
        var resolve = await RunAsync("tx", "resolve", "none");

        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (show.ExitCode, resolve.ExitCode));
        Assert.Contains("No silo remembers a transaction none", show.Error, StringComparison.Ordinal);
        Assert.Contains("No silo remembers a transaction none", resolve.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.RunAsync(_appHost.Folder, args, ConnectAsync);

    private Task<ClusterConnection> ConnectAsync(ClusterLocation location, TextWriter? log, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterConnection(cluster.Client));

    private IAccountGrain Account(string name) => cluster.Client.Grains.GetGrain<IAccountGrain>(name);
}
