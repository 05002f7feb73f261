using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Cluster.Browser;

public sealed class LoneDashboardTests(LoneDashboard dashboard, Chromium chromium) : IClassFixture<LoneDashboard>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_WithAndWithoutTheToken_IsLetInAndRefused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.Http.GetAsync("/api/health", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.Http.GetAsync("/orleans/version", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.Http.GetAsync("/openapi/v1.json", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.Http.PostAsync("/_blazor/negotiate", null, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.GetAsync("/api/health", LoneDashboard.Token + "x")).StatusCode);

        var health = await (await dashboard.GetAsync("/api/health", LoneDashboard.Token)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("Unhealthy", health.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Api_BeforeThereIsACluster_IsUnavailableAndSaysWhy()
    {
        foreach (var path in new[] { "/api/silos", "/api/jobs", "/orleans/ClusterStats" })
        {
            var answer = await dashboard.GetAsync(path, LoneDashboard.Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("No silo has answered yet", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        var resources = await dashboard.GetAsync("/api/resources", LoneDashboard.Token);
        Assert.Equal(HttpStatusCode.NotFound, resources.StatusCode);
        Assert.Contains("Aspire", await resources.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithNoClusterToBeFound_BecomesDegraded_SinceTheDashboardServes()
    {
        var answer = await Patience.UntilAsync(
            () => dashboard.Http.GetAsync("/health", Cancel), answer => answer.StatusCode == HttpStatusCode.OK, "the dashboard to give up waiting");

        var health = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Contains("No silo has answered yet", health.GetProperty("entries").GetProperty("cluster").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_SignsInOnce_AndSeesWhatIsMissing()
    {
        await using var tab = await chromium.OpenAsync(dashboard.Url);
        await tab.Page.GotoAsync("/resources");
        await Expect(tab.Page.GetByLabel("Token")).ToBeVisibleAsync();
        await tab.ShootAsync("sign-in");

        await tab.Page.GetByLabel("Token").FillAsync("wrong");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(tab.Page.GetByText("This is not the token")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Token").FillAsync(LoneDashboard.Token);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Resources are managed elsewhere" })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("No silo has answered yet");
        await tab.ShootAsync("resources-elsewhere");
        await tab.GoAsync("/");
        await Expect(tab.Page.Locator(".page-header")).ToContainTextAsync("Not reachable");
        await tab.ShootAsync("overview-no-cluster");
    }
}
