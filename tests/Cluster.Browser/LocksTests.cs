using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>Locks as the page and the HTTP API show them, held by processes of their own.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LocksTests(RunningCluster cluster, Chromium chromium) : IAsyncLifetime
{
    private readonly List<ProgramRun> _users = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Holds locks with a POSIX command.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users)
        {
            await user.DisposeAsync();
        }
    }

    [Fact]
    public async Task Page_OfLocksHeldAndWaitedFor_ShowsThemAndBreaksOne()
    {
        await cluster.HealthyAsync();
        var holder = await HoldAsync("orders/42");
        await HoldAsync("catalogue", "--shared");
        await HoldAsync("gpu", "--limit", "4", "--permits", "2");
        await WaitForAsync("orders/42", 1);
        await WaitForAsync("orders/42", 2);
        await WaitForAsync("catalogue", 1);
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/locks");

        await Expect(tab.Page.Locator("[data-lock='orders/42']")).ToContainTextAsync("exclusive");
        await Expect(tab.Page.Locator("[data-lock='catalogue']")).ToContainTextAsync("shared");
        await Expect(tab.Page.Locator("[data-lock='gpu']")).ToContainTextAsync("2 permits");
        await Expect(tab.Page.Locator(".wait-for .wait")).ToHaveCountAsync(3);
        await Expect(tab.Page.Locator(".wait-for .client.holds")).ToHaveCountAsync(2);
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Hand-offs: now ") })).ToBeVisibleAsync();
        await chromium.ShootAllAsync(cluster.Url, "/locks", "locks-used", WaitsAreDrawnAsync);

        await tab.Page.GetByLabel("Show only names that begin with").FillAsync("cat");
        await Expect(tab.Page.Locator("[data-lock='orders/42']")).ToHaveCountAsync(0);
        await tab.Page.GetByLabel("Show only names that begin with").FillAsync("");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "orders/42" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "orders/42", Level = 1 })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".queue li")).ToHaveCountAsync(2);
        await chromium.ShootAllAsync(cluster.Url, "/locks?name=orders%2F42", "lock", WaitsAreDrawnAsync);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Break" }).ClickAsync();
        var question = tab.Page.GetByRole(AriaRole.Dialog);
        var yes = question.GetByRole(AriaRole.Button, new() { Name = "Break", Exact = true });
        await Expect(yes).ToBeDisabledAsync();
        await question.GetByLabel("Reason").FillAsync("it hangs, says a test");
        await tab.ShootAsync("lock-break", fullPage: false);
        await yes.ClickAsync();

        await Expect(tab.Page.Locator(".breaks")).ToContainTextAsync("it hangs, says a test");
        await Expect(tab.Page.Locator(".queue li")).ToHaveCountAsync(1);
        Assert.True(await holder.HasEndedAsync());
        Assert.Contains("was lost", holder.Output, StringComparison.Ordinal);
        await tab.GoAsync("/locks");
        await Expect(tab.Page.Locator(".breaks")).ToContainTextAsync("orders/42");
        await Expect(tab.Page.Locator(".wait-for .wait")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Api_OfALock_ListsDescribesAndBreaksIt()
    {
        await cluster.HealthyAsync();
        await HoldAsync("api/1 %2F");
        await WaitForAsync("api/1 %2F", 1);

        var listed = await cluster.Http.GetFromJsonAsync<JsonElement>("api/locks?prefix=api%2F", Cancel);
        var url = $"api/locks/{Uri.EscapeDataString("api/1 %2F")}";
        var one = await cluster.Http.GetFromJsonAsync<JsonElement>(url, Cancel);
        var without = await cluster.Http.PostAsJsonAsync($"{url}/break", new { reason = " " }, Cancel);
        var broken = await cluster.Http.PostAsJsonAsync($"{url}/break", new { reason = "says a test", by = "me" }, Cancel);
        var breaks = await cluster.Http.GetFromJsonAsync<JsonElement>("api/locks/breaks", Cancel);

        Assert.Equal("api/1 %2F", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        var holder = Assert.Single(one.GetProperty("holders").EnumerateArray());
        Assert.Equal("Exclusive", holder.GetProperty("mode").GetString());
        Assert.True(long.Parse(holder.GetProperty("fencingToken").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(1, Assert.Single(one.GetProperty("waiters").EnumerateArray()).GetProperty("position").GetInt32());
        Assert.Contains("reason is empty", await DetailAsync(without, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, broken.StatusCode);
        var record = Assert.Single(breaks.EnumerateArray(), b => b.GetProperty("name").GetString() == "api/1 %2F");
        Assert.Equal("me", record.GetProperty("by").GetString());
        Assert.Equal(holder.GetProperty("fencingToken").GetString(), record.GetProperty("through").GetString());
    }

    [Fact]
    public async Task Api_AskedForWhatIsWrong_SaysWhatWouldBeRight()
    {
        Assert.Contains("Nobody holds free", await DetailAsync(await cluster.Http.GetAsync("api/locks/free", Cancel), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("from 1 to 10000", await DetailAsync(await cluster.Http.GetAsync("api/locks?limit=0", Cancel), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("512", await DetailAsync(await cluster.Http.GetAsync($"api/locks/{new string('x', 600)}", Cancel), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        var free = await cluster.Http.PostAsJsonAsync("api/locks/free/break", new { reason = "a test" }, Cancel);
        Assert.Contains("Nobody holds free", await DetailAsync(free, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.NotEmpty(await DetailAsync(await cluster.Http.PostAsJsonAsync("api/locks/free/break", new { why = "a test" }, Cancel), HttpStatusCode.BadRequest));
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString() ?? "";
    }

    private static Task WaitsAreDrawnAsync(Tab tab) => Expect(tab.Page.Locator(".wait-for .wait").First).ToBeAttachedAsync();

    private async Task<ProgramRun> HoldAsync(string name, params string[] options)
    {
        var user = Use(name, options);
        await UsedAsync(user, name, locks => locks.EnumerateArray().Any());
        return user;
    }

    private async Task WaitForAsync(string name, int waiters) =>
        await UsedAsync(Use(name), name, locks => locks.EnumerateArray().Any(l => l.GetProperty("waiters").GetArrayLength() == waiters));

    private ProgramRun Use(string name, params string[] options)
    {
        var user = cluster.Run(["lock", "run", name, .. options, "--", "sleep", "600"]);
        _users.Add(user);
        return user;
    }

    private async Task UsedAsync(ProgramRun user, string name, Func<JsonElement, bool> isRight) => await Patience.UntilAsync(
        () =>
        {
            user.ThrowIfEnded();
            return cluster.Http.GetFromJsonAsync<JsonElement>($"api/locks?prefix={Uri.EscapeDataString(name)}");
        },
        isRight,
        $"{name} to be used");
}
