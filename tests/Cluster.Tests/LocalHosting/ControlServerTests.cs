using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Tests.LocalHosting;

public sealed class ControlServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    public async Task Request_WithoutTheToken_IsRefused(string? authorization)
    {
        await using var running = await RunningEngine.PrepareAsync();
        using var http = new HttpClient();
        if (authorization is not null)
        {
            http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }

        using var answer = await http.GetAsync(new Uri(running.Engine.Control!.Url + "/api/resources"), Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("apphost.json", await DetailOfAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "silo-9/restart", null, 404, "There is no resource 'silo-9'. There are: worker-1, plain.")]
    [InlineData("GET", "silo-9/logs", null, 404, "There is no resource 'silo-9'. There are: worker-1, plain.")]
    [InlineData("GET", "worker/logs?tail=-1", null, 400, "tail cannot be -1. Use 0 to 2000; the log file has all lines.")]
    [InlineData("PUT", "worker/replicas", "{\"count\": 0}", 400, "'worker' cannot have 0 replicas. Use 1 to 32.")]
    [InlineData("PUT", "worker/replicas", "{\"count\": 33}", 400, "'worker' cannot have 33 replicas. Use 1 to 32.")]
    [InlineData("PUT", "worker/replicas", "{}", 400, "The body has no count. Send {\"count\": 5}.")]
    [InlineData("PUT", "plain/replicas", "{\"count\": 2}", 400, "'plain' has no replicas. Those that have: worker.")]
    [InlineData("PUT", "other/replicas", "{\"count\": 2}", 404, "There is no resource 'other'. There are: worker-1, plain.")]
    [InlineData("DELETE", "worker", null, 404, "The control API has no DELETE /api/resources/worker.")]
    public async Task Request_ThatIsWrong_GetsAProblemThatSaysWhatIsRight(string method, string path, string? body, int status, string detail)
    {
        await using var running = await RunningEngine.PrepareAsync(RunningEngine.Service("worker", 1), RunningEngine.Service("plain"));
        using var http = Authorized(running);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{running.Engine.Control!.Url}/api/resources/{path}")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };

        using var answer = await http.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(detail, await DetailOfAsync(answer));
    }

    [Fact]
    public async Task Replicas_WithABodyThatIsNoJson_GetAProblem()
    {
        await using var running = await RunningEngine.PrepareAsync();
        using var http = Authorized(running);

        using var answer = await http.PutAsync(
            new Uri(running.Engine.Control!.Url + "/api/resources/worker/replicas"), new StringContent("five", Encoding.UTF8, "application/json"), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Send {\"count\": 5}.", await DetailOfAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WhileAResourceChanges_TellsEachState()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker"));
        var states = new List<ResourceState>();

        await foreach (var statuses in running.Client.WatchAsync(Cancelled))
        {
            states.Add(statuses[0].State);
            if (statuses[0].State == ResourceState.Running)
            {
                break;
            }
        }

        Assert.Equal(ResourceState.Running, states[^1]);
        Assert.Contains(ResourceState.Starting, states);
    }

    [Fact]
    public async Task Logs_OfAGroup_AreFollowedAcrossReplicas()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker", 2));
        await running.StateAsync("worker-2", ResourceState.Running);
        await running.StateAsync("worker-1", ResourceState.Running);
        var stopping = running.Client.StopAsync("worker", Cancelled);
        var ended = new List<string>();

        await foreach (var line in running.Client.GetLogsAsync("worker", tail: 100, follow: true, Cancelled))
        {
            if (line.Text == "ended in order")
            {
                ended.Add(line.Resource);
            }

            if (ended.Count == 2)
            {
                break;
            }
        }

        await stopping;
        Assert.Equal(["worker-1", "worker-2"], ended.Order());
    }

    [Fact]
    public async Task Shutdown_OverTheApi_IsAskedOfTheAppHost()
    {
        await using var running = await RunningEngine.StartAsync(RunningEngine.Service("worker"));

        await running.Client.ShutdownAsync(Cancelled);

        await running.Engine.ShutdownRequested.WaitAsync(Cancelled);
        var thrown = await Assert.ThrowsAsync<ControlException>(() => running.Client.StartAsync("worker", Cancelled));
        Assert.Equal("The AppHost is stopping. Start it again first.", thrown.Message);
    }

    private static HttpClient Authorized(RunningEngine running)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", running.Engine.Control!.Token);
        return http;
    }

    private static async Task<string> DetailOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("detail").GetString()!;
}
