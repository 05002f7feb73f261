using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Servers;
using Cluster.LocalHosting.Supervision;
using Microsoft.Extensions.Configuration;

namespace Cluster.Tests.LocalHosting;

public sealed class ServerSelectionTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ShellLauncher _shell;
    private readonly RedisResource _redis = new("redis") { KeepsData = true };
    private readonly PostgresServerResource _server = new("pg") { KeepsData = true };
    private readonly PostgresDatabaseResource _database;

    public ServerSelectionTests()
    {
        _shell = new ShellLauncher(_folder.FolderPath);
        _database = new PostgresDatabaseResource("grains", "grains", _server);
        _server.Databases.Add(_database);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Given_AConnectionString_IsUsedEvenWhenEmbeddedIsAskedFor()
    {
        var selection = Selection(new() { Embedded = true }, ("ConnectionStrings:redis", "10.0.0.5:6379,password=x"));

        await using var driver = await selection.SelectAsync(_redis, Cancelled);

        Assert.Equal("given by ConnectionStrings:redis", driver.Source);
        Assert.Equal("10.0.0.5:6379,password=x", ((IConnectionSource)driver).ConnectionString);
        Assert.Equal(["10.0.0.5:6379"], driver.Endpoints);
    }

    [Fact]
    public async Task Given_TheDatabase_NeedsNoServerOfThisMachine()
    {
        var selection = Selection(new(), ("ConnectionStrings:grains", "Host=db;Username=me;Password=x;Database=grains"));

        await using var server = await selection.SelectAsync(_server, Cancelled);
        await using var database = selection.Select(_database, server);

        Assert.Equal("given by ConnectionStrings:grains", server.Source);
        Assert.Equal(["db:5432"], server.Endpoints);
        Assert.Equal("PostgresDatabase", ((IConnectionSource)database).ProviderType);
    }

    [Fact]
    public async Task Given_TheServer_HoldsTheDatabase()
    {
        var selection = Selection(new(), ("ConnectionStrings:pg", "Host=db;Username=me;Password=x"));

        await using var server = await selection.SelectAsync(_server, Cancelled);
        await using var database = selection.Select(_database, server);

        Assert.Contains("Database=grains", ((IConnectionSource)database).ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_OnRequest_IsOneFileForAll()
    {
        var selection = Selection(new() { Embedded = true });

        await using var redis = await selection.SelectAsync(_redis, Cancelled);
        await using var server = await selection.SelectAsync(_server, Cancelled);
        await using var database = selection.Select(_database, server);

        Assert.All(
            [redis, server, database],
            d => Assert.Equal(
                ("Sqlite", $"Data Source={_folder.FolderPath}/cluster.db"), (((IConnectionSource)d).ProviderType, ((IConnectionSource)d).ConnectionString)));
        Assert.True((await redis.CheckAsync(Cancelled)).IsHealthy);
    }

    [Fact]
    public async Task Data_OfAPostgresThatIsNotHere_IsNotSilentlyLeftAside()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FolderPath, "pg"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FolderPath, "pg", "PG_VERSION"), "7\n", Cancelled);

        var thrown = await Assert.ThrowsAsync<CannotStartException>(() => Selection(new()).SelectAsync(_server, Cancelled));

        Assert.StartsWith($"{_folder.FolderPath}/pg holds data of PostgreSQL 7, which is not on this machine", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfARedisThatIsNotThere_IsUnhealthyWithTheReason()
    {
        await using var driver = new RedisDriver("127.0.0.1:1", "given");

        var report = await driver.CheckAsync(Cancelled);

        Assert.False(report.IsHealthy);
        Assert.StartsWith("does not answer PING at 127.0.0.1:1", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAPostgresThatIsNotThere_IsUnhealthyWithTheReason()
    {
        await using var driver = new PostgresDriver("Host=127.0.0.1;Port=1;Username=me;Password=x", "given");

        var report = await driver.CheckAsync(Cancelled);

        Assert.False(report.IsHealthy);
        Assert.Contains("Connection refused", report.Reason, StringComparison.Ordinal);
    }

    private ServerSelection Selection(AppHostOptions options, params (string Key, string Value)[] configuration) => new(
        new ConfigurationBuilder().AddInMemoryCollection(configuration.ToDictionary(c => c.Key, c => (string?)c.Value)).Build(),
        options with { DataFolder = _folder.FolderPath },
        new MachineServers(_shell.Launcher),
        _shell.Launcher,
        new PortAllocator());
}
