using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>Registers as the page and the HTTP API show them.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RegistersTests(RunningCluster cluster, Chromium chromium)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Api_OfARegister_WritesReadsSwapsAndDeletesIt()
    {
        await cluster.HealthyAsync();
        const string Url = "api/registers/api%2F1 %252F";

        var absent = await cluster.Http.GetAsync(Url, Cancel);
        var created = await WriteAsync(Url, "one", request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        var read = await cluster.Http.GetAsync(Url, Cancel);
        var again = await WriteAsync(Url, "two", request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        var swapped = await WriteAsync(Url, "three", request => request.Headers.IfMatch.Add(read.Headers.ETag!));
        var late = await WriteAsync(Url, "four", request => request.Headers.IfMatch.Add(read.Headers.ETag!));
        using var unchanged = new HttpRequestMessage(HttpMethod.Get, Url) { Headers = { IfNoneMatch = { swapped.Headers.ETag! } } };
        var notModified = await cluster.Http.SendAsync(unchanged, Cancel);
        var eventual = await cluster.Http.GetFromJsonAsync<JsonElement>($"{Url}?level=bounded:0.5", Cancel);
        var deleted = await cluster.Http.DeleteAsync(Url, Cancel);

        Assert.Contains("api/1 %2F is absent", await DetailAsync(absent, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        var document = await read.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(("one", "Strong"), (document.GetProperty("value").GetString(), document.GetProperty("level").GetString()));
        Assert.Equal(read.Headers.ETag!.Tag, $"\"{document.GetProperty("version").GetString()}\"");
        Assert.Contains("has version", await DetailAsync(again, HttpStatusCode.PreconditionFailed), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, swapped.StatusCode);
        Assert.Equal(swapped.Headers.ETag, late.Headers.ETag);
        Assert.Contains(swapped.Headers.ETag!.Tag.Trim('"'), await DetailAsync(late, HttpStatusCode.PreconditionFailed), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);
        Assert.Equal(("three", "BoundedStaleness"), (eventual.GetProperty("value").GetString(), eventual.GetProperty("level").GetString()));
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await cluster.Http.GetAsync(Url, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Api_WithASession_ReadsItsOwnWriteAtOnce()
    {
        await cluster.HealthyAsync();
        var written = await WriteAsync("api/registers/api-session?level=session", "mine");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/registers/api-session");
        request.Headers.Add("Register-Session", written.Headers.GetValues("Register-Session"));
        var read = await cluster.Http.SendAsync(request, Cancel);

        Assert.Equal("mine", (await read.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("value").GetString());
        Assert.NotEmpty(read.Headers.GetValues("Register-Session"));
    }

    [Fact]
    public async Task Api_Watched_SendsEachNewerValueAndGoesOnBehindTheLastOne()
    {
        await cluster.HealthyAsync();
        await WriteAsync("api/registers/api-watched", "one");
        using var stream = await cluster.Http.GetAsync("api/registers/api-watched/watch", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        var first = await EventAsync(lines);
        await WriteAsync("api/registers/api-watched", "two");
        var second = await EventAsync(lines);

        using var resume = new HttpRequestMessage(HttpMethod.Get, "api/registers/api-watched/watch");
        resume.Headers.Add("Last-Event-ID", first.Id);
        using var resumed = await cluster.Http.SendAsync(resume, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var more = new StreamReader(await resumed.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal(("one", "two"), (first.Value, second.Value));
        Assert.Equal(second, await EventAsync(more));
    }

    [Theory]
    [InlineData("PUT", "api/registers/wrong?level=quick", "strong, bounded:SECONDS")]
    [InlineData("PUT", "api/registers/wrong?level=replicas:0,2", "replicas:READ,WRITE")]
    [InlineData("GET", "api/registers?limit=0", "from 1 to 10000")]
    [InlineData("GET", "api/registers/wrong/watch?after=7", "0.0.12")]
    public async Task Api_AskedForWhatIsWrong_SaysWhatWouldBeRight(string method, string url, string says)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Content = method == "PUT" ? JsonContent.Create(new { value = "x" }) : null;

        Assert.Contains(says, await DetailAsync(await cluster.Http.SendAsync(request, Cancel), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_OfPreconditionsThatCannotBe_SaysSo()
    {
        var weak = await WriteAsync("api/registers/wrong?level=weak", "x", request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        var noVersion = await WriteAsync("api/registers/wrong", "x", request => request.Headers.TryAddWithoutValidation("If-Match", "7"));
        var noTime = await cluster.Http.PutAsJsonAsync("api/registers/wrong", new { value = "x", timeToLiveSeconds = -1 }, Cancel);
        var noDrill = await cluster.Http.PostAsJsonAsync("api/register-drill", new { cutOff = new[] { "silo-9" } }, Cancel);

        Assert.Contains("which is strong", await DetailAsync(weak, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("in quotes", await DetailAsync(noVersion, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("timeToLiveSeconds is -1", await DetailAsync(noTime, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("no silo silo-9", await DetailAsync(noDrill, HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfRegisters_ShowsTheirReplicasAndWhatEachLevelCosts()
    {
        await cluster.HealthyAsync();
        await WriteAsync("api/registers/orders%2Flimit", "100");
        await WriteAsync("api/registers/orders%2Fopen", "42");
        await WriteAsync("api/registers/news?level=eventual", "back at noon");
        await AgreeAsync("api/registers?prefix=orders/", 2);
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/registers");

        await Expect(tab.Page.Locator("[data-register='orders/limit'] .replica.good")).ToHaveCountAsync(3);
        await Expect(tab.Page.Locator("[data-register='orders/limit'] .replica.home")).ToHaveCountAsync(1);
        await tab.Page.GetByLabel("try each level once a second").CheckAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Latency of reads: strong .* weak .*") })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Staleness of reads: .*eventual now") })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[data-level='Session']")).ToContainTextAsync("µs");
        await chromium.ShootAllAsync(cluster.Url, "/registers", "registers-used", tab => Expect(tab.Page.Locator(".log-chart path").First).ToBeAttachedAsync());

        await tab.Page.GetByLabel("Show only names that begin with").FillAsync("orders/l");
        await Expect(tab.Page.Locator("[data-register='orders/open']")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "orders/limit" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "orders/limit", Level = 1 })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[data-replica]").Filter(new() { HasText = "agrees" })).ToHaveCountAsync(3);
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Value" })).ToContainTextAsync("100");
        await chromium.ShootAllAsync(cluster.Url, "/registers?name=orders%2Flimit", "register", tab => Expect(tab.Page.Locator("[data-replica='silo-3']")).ToBeVisibleAsync());
    }

    [Fact]
    public async Task PartitionDrill_OfOneSilo_CanBeFollowedByEye()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/registers");
        var drill = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Partition drill" });
        await Expect(drill.GetByLabel("silo-3")).ToBeCheckedAsync();
        await drill.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        await Expect(drill.Locator("[data-phase='Cut'] .link-line.cut")).ToHaveCountAsync(2);
        await Expect(drill.Locator(".drill-now")).ToContainTextAsync("silo-3 cut off from silo-1 and silo-2");
        await tab.ShootAsync("drill-cut");
        await Expect(drill.Locator("[data-phase='Ended']")).ToBeVisibleAsync();

        await Expect(drill.Locator(".drill-now")).ToContainTextAsync("all silos read the same");
        await Expect(drill.Locator(".link-line.cut")).ToHaveCountAsync(0);
        await Expect(drill.Locator(".op.refused").First).ToBeAttachedAsync();
        await Expect(drill.GetByRole(AriaRole.Button, new() { Name = "Start" })).ToBeEnabledAsync();
        var report = await cluster.Http.GetFromJsonAsync<JsonElement>("api/register-drill", Cancel);
        Assert.Equal("Ended", report.GetProperty("phase").GetString());
        Assert.True(report.GetProperty("agreedSeconds").GetDouble() >= report.GetProperty("healedSeconds").GetDouble());
        await chromium.ShootAllAsync(cluster.Url, "/registers", "drill", tab => Expect(tab.Page.Locator(".timeline .agreed")).ToBeAttachedAsync());
    }

    private Task<JsonElement> AgreeAsync(string url, int count) => Patience.UntilAsync(
        () => cluster.Http.GetFromJsonAsync<JsonElement>(url, Cancel),
        listed => listed.GetArrayLength() == count && listed.EnumerateArray().All(register => register.GetProperty("agrees").GetBoolean()),
        "all replicas to agree");

    private async Task<HttpResponseMessage> WriteAsync(string url, string value, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = JsonContent.Create(new { value }) };
        prepare?.Invoke(request);
        return await cluster.Http.SendAsync(request, Cancel);
    }

    private static async Task<(string Id, string? Value)> EventAsync(StreamReader lines)
    {
        var (id, value) = ("", "");
        while (await lines.ReadLineAsync(Cancel) is { Length: > 0 } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line["id: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                value = JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("value").GetString();
            }
        }

        return (id, value);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString() ?? "";
    }
}
