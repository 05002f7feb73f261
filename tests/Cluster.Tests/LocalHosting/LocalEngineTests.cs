using System.Runtime.Versioning;
using System.Text.Json;
using Cluster.LocalHosting;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Engine;
using Cluster.LocalHosting.Processes;

namespace Cluster.Tests.LocalHosting;

public sealed class LocalEngineTests
{
    [Fact]
    public async Task Start_AnApplication_FollowsItsOrderAndTellsWhatServesIt()
    {
        var (resources, _) = Model(replicas: 2);
        await using var running = await RunningEngine.StartAsync(resources);

        await running.StateAsync("tour", ResourceState.Exited);

        Assert.Equal(["redis: embedded SQLite (--embedded)", "pg: embedded SQLite (--embedded)"], running.Announced);
        Assert.Equal(["redis", "pg", "grains", "silo-1", "silo-2", "tour"], running.Engine.Statuses.Select(s => s.Name));
        Assert.All(["silo-1", "silo-2"], name => Assert.Equal(ResourceState.Running, running.Status(name).State));
        Assert.Equal($"the program sees {running.Status("silo-1").Endpoints[0]}", Assert.Single(running.Engine.Logs.Tail(n => n == "tour", 10)).Text);
        Assert.All(["silo-1", "silo-2"], name => Assert.True(running.Status(name).StartedAt < running.Status("tour").StartedAt, $"{name} before tour"));
    }

    [Fact]
    public async Task Environment_OfASiloAndOfAClient_IsWhatAspireGives()
    {
        var (resources, client) = Model(replicas: 1, clientServes: true);
        await using var running = await RunningEngine.StartAsync(resources);
        await running.StateAsync(client, ResourceState.Running);

        var silo = await EnvironmentOfAsync(running, "silo-1");
        var outside = await EnvironmentOfAsync(running, client);

        var database = $"Data Source={running.DataFolder}/cluster.db";
        Assert.StartsWith("cluster-", silo["Orleans__ClusterId"], StringComparison.Ordinal);
        Assert.Equal("cluster-platform", silo["Orleans__ServiceId"]);
        Assert.Equal("silo-1", silo["Orleans__Name"]);
        Assert.Equal(("Sqlite", "redis"), (silo["Orleans__Clustering__ProviderType"], silo["Orleans__Clustering__ServiceKey"]));
        Assert.Equal(("Sqlite", "redis"), (silo["Orleans__Reminders__ProviderType"], silo["Orleans__Reminders__ServiceKey"]));
        Assert.Equal(("Sqlite", "grains"), (silo["Orleans__GrainStorage__Default__ProviderType"], silo["Orleans__GrainStorage__Default__ServiceKey"]));
        Assert.Equal((database, database), (silo["ConnectionStrings__redis"], silo["ConnectionStrings__grains"]));
        Assert.NotEqual(silo["Orleans__Endpoints__SiloPort"], silo["Orleans__Endpoints__GatewayPort"]);
        Assert.Equal("127.0.0.1", silo["Orleans__Endpoints__AdvertisedIPAddress"]);
        Assert.Equal(("silo", "service.instance.id=silo-1"), (silo["OTEL_SERVICE_NAME"], silo["OTEL_RESOURCE_ATTRIBUTES"]));
        Assert.Equal(Path.Combine(running.DataFolder, "work", "silo-1"), silo["Cluster__Data__WorkFolder"]);
        Assert.Equal(running.Engine.Control!.Url, silo["CLUSTER_CONTROL_URL"]);

        Assert.Equal(silo["Orleans__ClusterId"], outside["Orleans__ClusterId"]);
        Assert.Equal(database, outside["ConnectionStrings__redis"]);
        Assert.Equal(running.Status("silo-1").Endpoints[0], outside["services__silo__http__0"]);
        Assert.DoesNotContain(outside.Keys, k => k.StartsWith("Orleans__GrainStorage", StringComparison.Ordinal)
            || k.StartsWith("Orleans__Reminders", StringComparison.Ordinal)
            || k is "ConnectionStrings__grains" or "Orleans__Endpoints__SiloPort");
    }

    [Fact]
    public async Task ClusterId_ThatIsGiven_IsUsedAsItIs()
    {
        var (resources, _) = Model(replicas: 1, clusterId: "mine");
        await using var running = await RunningEngine.StartAsync(resources);

        Assert.Equal("mine", (await EnvironmentOfAsync(running, "silo-1"))["Orleans__ClusterId"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_OfARun_AreForTheOwnerOnlyAndGoneAfterIt()
    {
        var (resources, _) = Model(replicas: 1);
        using var folder = new TestFolder();
        var control = Path.Combine(folder.FolderPath, "apphost.json");
        var client = Path.Combine(folder.FolderPath, "client.json");
        await using (var engine = RunningEngine.Create(resources, folder.FolderPath))
        {
            await engine.PrepareAsync(_ => { }, TestContext.Current.CancellationToken);

            Assert.All([control, client], f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
            Assert.Equal(engine.Control, JsonSerializer.Deserialize<ControlInfo>(File.ReadAllText(control), JsonSerializerOptions.Web));
            using var keys = JsonDocument.Parse(File.ReadAllText(client));
            Assert.Equal("Sqlite", keys.RootElement.GetProperty("Orleans").GetProperty("Clustering").GetProperty("ProviderType").GetString());
            Assert.NotNull(keys.RootElement.GetProperty("ConnectionStrings").GetProperty("redis").GetString());
        }

        Assert.False(File.Exists(control) || File.Exists(client));
    }

    [Fact]
    public async Task Open_AFolderThatAnotherHolds_IsRefused()
    {
        await using var running = await RunningEngine.StartAsync();

        var thrown = Assert.Throws<CannotStartException>(() => RunningEngine.Create([], running.DataFolder));

        Assert.StartsWith($"Another AppHost runs over {running.DataFolder} (process {Environment.ProcessId},", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_UpAndDown_KeepsTheNamesOfTheLowest()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker", 2));
        await running.StateAsync("worker-2", ResourceState.Running);
        var first = running.Status("worker-1").ProcessId;

        var accepted = await running.Client.ScaleAsync("worker", 4, TestContext.Current.CancellationToken);
        Assert.Equal(["worker-1", "worker-2", "worker-3", "worker-4"], accepted.Select(s => s.Name));
        await running.StateAsync("worker-4", ResourceState.Running);
        await running.Client.ScaleAsync("worker", 1, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => running.Engine.Statuses.Count == 1, "three replicas are gone");

        Assert.Equal(first, running.Status("worker-1").ProcessId);
        foreach (var gone in (string[])["worker-2", "worker-3", "worker-4"])
        {
            Assert.Contains(running.Engine.Logs.Tail(n => n == gone, 100), l => l.Text == "ended in order");
        }
    }

    [Fact]
    public async Task Health_OfAService_IsShownWithItsReason()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker"));
        await running.StateAsync("worker", ResourceState.Running);

        await running.PostAsync("worker", "/health/Unhealthy");
        await running.StateAsync("worker", ResourceState.Unhealthy);
        Assert.Equal("membership is Unhealthy", running.Status("worker").Reason);

        await running.PostAsync("worker", "/health/Degraded");
        await Eventually.TrueAsync(
            () => running.Status("worker") is { State: ResourceState.Running, Reason: "membership is Degraded" }, "it is degraded, and serves");
    }

    [Fact]
    public async Task Death_OfAService_StartsItAgainAtTheSameAddress()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker"));
        await running.StateAsync("worker", ResourceState.Running);
        var before = running.Status("worker");

        Posix.Send(before.ProcessId!.Value, Posix.Kill);
        await Eventually.TrueAsync(() => running.Status("worker") is { Restarts: 1, State: ResourceState.Running }, "it is started again");

        Assert.Equal(before.Endpoints, running.Status("worker").Endpoints);
        Assert.NotEqual(before.ProcessId, running.Status("worker").ProcessId);
    }

    [Fact]
    public async Task StopStartRestart_OverTheControlApi_DoWhatTheySay()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker"));
        await running.StateAsync("worker", ResourceState.Running);
        var first = running.Status("worker").ProcessId;

        await running.Client.StopAsync("worker", TestContext.Current.CancellationToken);
        Assert.Equal((ResourceState.Exited, null), (running.Status("worker").State, running.Status("worker").ProcessId));

        await running.Client.StartAsync("worker", TestContext.Current.CancellationToken);
        await running.StateAsync("worker", ResourceState.Running);
        var second = running.Status("worker").ProcessId;
        Assert.NotEqual(first, second);

        await running.Client.RestartAsync("worker", TestContext.Current.CancellationToken);
        await running.StateAsync("worker", ResourceState.Running);
        Assert.NotEqual(second, running.Status("worker").ProcessId);
        Assert.Equal(0, running.Status("worker").Restarts);
    }

    [Fact]
    public async Task Project_ThatWasNotBuilt_FailsToStartAndSaysWhereItWasSought()
    {
        await using var running = await RunningEngine.StartAsync(new ProjectResource("ghost", new Ghost()));

        await running.StateAsync("ghost", ResourceState.FailedToStart);

        Assert.Contains("/nowhere/Ghost.dll", running.Status("ghost").Reason, StringComparison.Ordinal);
        Assert.Contains("dotnet build /nowhere/Ghost.csproj", running.Status("ghost").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_WithACircleOfWaits_IsRefused()
    {
        var (first, second) = (RunningEngine.Service("first"), RunningEngine.Service("second"));
        first.Dependencies.Add(second);
        second.Dependencies.Add(first);

        var thrown = Assert.Throws<InvalidOperationException>(() => ResourceOrder.ForStopping([first, second]));

        Assert.Contains("first -> second -> first", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StopOrder_OfAnApplication_EndsWithWhatOthersUse()
    {
        var (resources, _) = Model(replicas: 3);

        var order = ResourceOrder.ForStopping(resources).Select(set => string.Join('+', set.Select(r => r.Name)));

        Assert.Equal(["tour", "silo", "grains", "redis+pg"], order);
    }

    /// <summary>The shape of the real application.</summary>
    private static (Resource[] Resources, string Client) Model(int replicas, bool clientServes = false, string? clusterId = null)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var redis = builder.AddRedis("redis");
        var database = builder.AddPostgres("pg").AddDatabase("grains");
        var orleans = builder.AddOrleans("cluster").WithServiceId("cluster-platform")
            .WithClustering(redis).WithGrainStorage("Default", database).WithReminders(redis);
        if (clusterId is not null)
        {
            orleans.WithClusterId(clusterId);
        }

        var silo = builder.AddProject<StandIn>("silo").WithReference(orleans).WithReplicas(replicas)
            .WaitFor(redis).WaitFor(database).WithHttpEndpoint().WithHttpHealthCheck("/health").WithEnvironment("STANDIN_ROLE", "service");
        var tour = builder.AddProject<StandIn>("tour").WithReference(orleans.AsClient()).WithReference(silo).WaitFor(silo)
            .WithEnvironment("STANDIN_ROLE", clientServes ? "service" : "program");
        if (clientServes)
        {
            tour.WithHttpEndpoint();
        }

        return ([.. builder.Resources.Cast<Resource>()], "tour");
    }

    private static async Task<Dictionary<string, string>> EnvironmentOfAsync(RunningEngine running, string name)
    {
        var text = "";
        await Eventually.TrueAsync(() => running.Status(name).State == ResourceState.Running, $"{name} runs");
        while (text.Length == 0)
        {
            try
            {
                text = await running.GetAsync(name, "/environment");
            }
            catch (HttpRequestException)
            {
                // Without a health check it runs before it listens.
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        return JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
    }

    private sealed class Ghost : IProjectMetadata
    {
        public string ProjectPath => "/nowhere/Ghost.csproj";

        public string AssemblyPath => "/nowhere/Ghost.dll";
    }
}
