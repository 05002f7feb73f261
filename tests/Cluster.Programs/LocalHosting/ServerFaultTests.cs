using System.Text.Json;
using Cluster.LocalHosting.Control;
using Npgsql;
using StackExchange.Redis;

namespace Cluster.Programs.LocalHosting;

/// <summary>The private servers: their data, their death, their return.</summary>
public sealed class ServerFaultTests : IDisposable
{
    private readonly FaultFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AppHostProcess.Terminate)]
    [InlineData(AppHostProcess.Kill)]
    public async Task Restart_OverTheSameData_FindsWhatWasWritten(int signal)
    {
        await using (var first = AppHostProcess.Start(_folder.FolderPath, "--silos", "1"))
        {
            await first.StandsAsync();
            await SkipUnlessServersAsync(first);
            var (redis, grains) = await ConnectionStringsAsync(first);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
            await connection.GetDatabase().StringSetAsync("kept", "in redis");
            await ExecuteAsync(grains, "create table kept (value text); insert into kept values ('in pg')");

            var family = ProcessFamily.DescendantsOf(first.Id);
            first.Signal(signal);
            await first.EndAsync();
            await first.GoneAsync(family);
        }

        await using var second = AppHostProcess.Start(_folder.FolderPath, "--silos", "1");
        await second.StandsAsync();
        var (redisAgain, grainsAgain) = await ConnectionStringsAsync(second);

        await using var again = await ConnectionMultiplexer.ConnectAsync(redisAgain);
        Assert.Equal("in redis", (string?)await again.GetDatabase().StringGetAsync("kept"));
        Assert.Equal("in pg", await ExecuteAsync(grainsAgain, "select value from kept"));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("pg")]
    public async Task Kill9_OfAServer_IsAnsweredByOneAtTheSameAddress(string server)
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--silos", "1");
        await appHost.StandsAsync();
        await SkipUnlessServersAsync(appHost);
        var before = await appHost.StatusAsync(server);

        AppHostProcess.Send(before.ProcessId!.Value, AppHostProcess.Kill);

        ResourceStatus? after = null;
        await foreach (var statuses in appHost.Client.WatchAsync(Cancelled))
        {
            after = statuses.Single(s => s.Name == server);
            if (after is { Restarts: > 0, State: ResourceState.Running })
            {
                break;
            }
        }

        Assert.Equal(before.Endpoints, after!.Endpoints);
        Assert.NotEqual(before.ProcessId, after.ProcessId);
    }

    [Fact]
    public async Task Servers_OfThisMachine_ListenOnLoopbackWithAPassword()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--silos", "1");
        await appHost.StandsAsync();
        await SkipUnlessServersAsync(appHost);
        var (redis, grains) = await ConnectionStringsAsync(appHost);

        var withoutPassword = ConfigurationOptions.Parse(redis);
        Assert.Equal("127.0.0.1", Assert.Single(withoutPassword.EndPoints).ToString()!.Split(':')[0]);
        withoutPassword.Password = null;
        await Assert.ThrowsAnyAsync<RedisException>(async () =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(withoutPassword);
            await connection.GetDatabase().PingAsync();
        });
        var wrong = new NpgsqlConnectionStringBuilder(grains) { Password = "wrong", Pooling = false };
        Assert.Equal("127.0.0.1", wrong.Host);
        var thrown = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(wrong.ConnectionString, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, thrown.SqlState);
    }

    private static async Task SkipUnlessServersAsync(AppHostProcess appHost)
    {
        foreach (var name in (string[])["redis", "pg"])
        {
            var status = await appHost.StatusAsync(name);
            Assert.SkipWhen(status.ProcessId is null, $"This machine has no server for {name}: {status.Source}.");
        }
    }

    private static async Task<(string Redis, string Grains)> ConnectionStringsAsync(AppHostProcess appHost)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri((await appHost.StatusAsync("worker-1")).Endpoints[0] + "/environment"), Cancelled);
        var variables = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
        return (variables["ConnectionStrings__redis"], variables["ConnectionStrings__grains"]);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
