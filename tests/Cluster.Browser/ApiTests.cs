using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cluster.Browser;

[Collection(ClusterCollection.Name)]
public sealed class ApiTests(RunningCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_Listed_AreActiveWithTheirFigures()
    {
        await cluster.HealthyAsync();
        var silos = await cluster.Http.GetFromJsonAsync<JsonElement>("api/silos", Cancel);

        Assert.Equal(["silo-1", "silo-2", "silo-3"], silos.EnumerateArray().Select(silo => silo.GetProperty("name").GetString()));
        Assert.All(silos.EnumerateArray(), silo =>
        {
            Assert.Equal("Active", silo.GetProperty("state").GetString());
            Assert.True(silo.GetProperty("memoryBytes").GetInt64() > 1_000_000);
        });
    }

    [Fact]
    public async Task WordCount_StartedWatchedAndRead_GivesTheResult()
    {
        var book = Repository.Text("austen-emma.txt");
        var most = File.ReadAllText(book).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(word => word, StringComparer.Ordinal).MaxBy(words => words.Count())!;
        var started = await cluster.Http.PostAsJsonAsync(
            "api/jobs/wordcount", new { paths = new[] { book }, words = "unicode", foldCase = true, top = 3 }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var job = started.Headers.Location!;

        var lines = (await cluster.Http.GetStringAsync($"{job}/watch", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Succeeded", JsonDocument.Parse(lines[^1]).RootElement.GetProperty("state").GetString());
        var result = await cluster.Http.GetFromJsonAsync<JsonElement>($"{job}/result", Cancel);
        Assert.Equal(most.Key, result.GetProperty("top")[0].GetProperty("key").GetString());
        Assert.Equal(most.Count(), result.GetProperty("top")[0].GetProperty("value").GetInt64());
        Assert.Equal(3, result.GetProperty("top").GetArrayLength());
        var status = await cluster.Http.GetFromJsonAsync<JsonElement>(job, Cancel);
        Assert.Equal(4, status.GetProperty("stages").GetArrayLength());
        var jobs = await cluster.Http.GetFromJsonAsync<JsonElement>("api/jobs", Cancel);
        Assert.Contains(jobs.EnumerateArray(), listed => listed.GetProperty("id").GetString() == status.GetProperty("id").GetString());
    }

    [Fact]
    public async Task MapReduce_WithAClassThatIsNowhere_FailsAndSaysWhich()
    {
        var started = await cluster.Http.PostAsJsonAsync(
            "api/jobs/mapreduce",
            new { paths = new[] { Repository.Text("austen-emma.txt") }, mapper = "My.NoSuchMapper", reducer = "My.NoSuchReducer" },
            Cancel);
        string said;
        if (started.StatusCode == HttpStatusCode.Accepted)
        {
            var status = await Patience.UntilAsync(
                () => cluster.Http.GetFromJsonAsync<JsonElement>(started.Headers.Location!),
                job => job.GetProperty("isFinal").GetBoolean(),
                "the job to end");
            Assert.Equal("Failed", status.GetProperty("state").GetString());
            said = status.GetProperty("error").GetString()!;
        }
        else
        {
            said = await DetailAsync(started, HttpStatusCode.BadRequest);
        }

        Assert.Contains("My.NoSuchMapper", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WordCount_CancelledAtOnce_HasNoResult()
    {
        var started = await cluster.Http.PostAsJsonAsync(
            "api/jobs/wordcount", new { paths = new[] { Path.GetDirectoryName(Repository.Text("any.txt")) }, splitBytes = 65536 }, Cancel);
        var job = started.Headers.Location!;
        Assert.Equal(HttpStatusCode.NoContent, (await cluster.Http.PostAsync($"{job}/cancel", null, Cancel)).StatusCode);

        var status = await cluster.Http.GetFromJsonAsync<JsonElement>(job, Cancel);
        Assert.Equal("Cancelled", status.GetProperty("state").GetString());
        Assert.Contains("cancelled", await DetailAsync(await cluster.Http.GetAsync($"{job}/result", Cancel), HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_OfASilo_ComeAsOneObjectALine()
    {
        var lines = (await cluster.Http.GetStringAsync("api/resources/silo-1/logs?tail=5", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.InRange(lines.Length, 1, 5);
        Assert.All(lines, line => Assert.Equal("silo-1", JsonDocument.Parse(line).RootElement.GetProperty("resource").GetString()));
    }

    [Theory]
    [InlineData("""{"paths":["/x"],"words":"letters"}""", "Ascii, Unicode, Space")]
    [InlineData("""{"words":"ascii"}""", "paths")]
    [InlineData("""{"paths":[]}""", "Paths")]
    [InlineData("""{"paths":["relative.txt"]}""", "relative.txt")]
    [InlineData("""{"paths":["/x"],"top":-1}""", "Top")]
    public async Task WordCount_WithABadOption_IsRefusedWithWhatWouldBeRight(string body, string says)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var refused = await cluster.Http.PostAsync("api/jobs/wordcount", content, Cancel);

        Assert.Contains(says, await DetailAsync(refused, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNotThere_Asked_IsNotFound()
    {
        Assert.Contains("no-such-job", await DetailAsync(await cluster.Http.GetAsync("api/jobs/no-such-job", Cancel), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("no-such-silo", await DetailAsync(await cluster.Http.PostAsync("api/resources/no-such-silo/stop", null, Cancel), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await cluster.Http.GetAsync("api/no-such-call", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await cluster.Http.DeleteAsync("api/silos", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Scale_ToNone_IsRefused()
    {
        var refused = await cluster.Http.PutAsJsonAsync("api/resources/silo/replicas", new { count = -1 }, Cancel);

        Assert.NotEmpty(await DetailAsync(refused, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Scale_WithoutACount_IsRefusedForThat()
    {
        var refused = await cluster.Http.PutAsJsonAsync("api/resources/silo/replicas", new { replicas = 4 }, Cancel);

        Assert.Contains("'count'", await DetailAsync(refused, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "http://elsewhere.example")]
    public async Task Change_AskedByAPageOfAnotherOrigin_IsRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/resources/silo-1/stop");
        request.Headers.Add(header, value);

        Assert.Contains("another origin", await DetailAsync(await cluster.Http.SendAsync(request, Cancel), HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatNamesAnotherHost_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/silos");
        request.Headers.Host = "rebound.example";

        Assert.Contains("Cluster:Dashboard:Token", await DetailAsync(await cluster.Http.SendAsync(request, Cancel), HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryCall()
    {
        var document = await cluster.Http.GetFromJsonAsync<JsonElement>("openapi/v1.json", Cancel);
        var calls = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();

        Assert.True(calls.Count >= 17, $"{calls.Count} calls");
        Assert.All(calls, call => Assert.False(string.IsNullOrEmpty(call.Value.GetProperty("summary").GetString())));
        var wordCount = document.GetProperty("components").GetProperty("schemas").GetProperty("StartWordCount").GetProperty("properties");
        Assert.All(wordCount.EnumerateObject(), option => Assert.True(Describes(option.Value), $"{option.Name} has no description"));
    }

    private static bool Describes(JsonElement schema) => schema.TryGetProperty("description", out var text) && text.GetString() is { Length: > 10 };

    private static async Task<string> DetailAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return problem.GetProperty("detail").GetString() ?? "";
    }
}
