using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cluster.Browser;

[Collection(ClusterCollection.Name)]
public sealed class PagesTests(RunningCluster cluster, Chromium chromium)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "/", "Overview" },
        { "/resources", "Resources" },
        { "/silos", "Silos" },
        { "/jobs", "Jobs" },
        { "/jobs/new", "New job" },
        { "/locks", "Locks" },
        { "/registers", "Registers" },
        { "/transactions", "Transactions" },
        { "/sagas", "Sagas" },
        { "/no-such-page", "Not found" },
    };

    [Theory, MemberData(nameof(Pages))]
    public Task Page_OnDeskAndPhoneByDayAndNight_FitsAndLoadsNothingFromOutside(string path, string title) => chromium.ShootAllAsync(
        cluster.Url,
        path,
        title.Replace(' ', '-').ToLowerInvariant(),
        tab => Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 })).ToBeVisibleAsync(),
        isLive: false);

    [Fact]
    public async Task Overview_WithThreeSilos_ShowsThemAndTheResources()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/");

        await Expect(tab.Page.Locator(".constellation .node")).ToHaveCountAsync(3);
        await Expect(tab.Page.Locator(".page-header")).ToContainTextAsync("3 silos are active");
        await Expect(tab.Page.Locator(".glance-list li", new() { HasText = "silo-2" })).ToContainTextAsync("Running");
    }

    [Fact]
    public async Task Silos_AfterSomeSamples_ShowChartsOfEachSilo()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/silos");

        foreach (var silo in new[] { "silo-1", "silo-2", "silo-3" })
        {
            var card = tab.Page.Locator($"[data-silo={silo}]");
            await Expect(card).ToContainTextAsync("Active");
            await Expect(card.Locator(".spark").Filter(new() { Has = tab.Page.Locator("path.line") })).ToHaveCountAsync(3);
            await Expect(card.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("Memory: now [0-9.]+ MB") })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Theme_ChosenAgainstTheSystem_IsRememberedAndFollowsTheSystemOtherwise()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url, prefers: ColorScheme.Dark);
        await tab.GoAsync("/");
        Assert.True(await IsDarkAsync(tab));

        await tab.Page.GetByRole(AriaRole.Radio, new() { Name = "Light" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("() => getComputedStyle(document.documentElement).colorScheme === 'light'");
        Assert.False(await IsDarkAsync(tab));
        await tab.GoAsync("/silos");
        Assert.False(await IsDarkAsync(tab));

        await tab.Page.GetByRole(AriaRole.Radio, new() { Name = "As the system" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("() => getComputedStyle(document.documentElement).colorScheme === 'dark'");
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await tab.Page.WaitForFunctionAsync("() => getComputedStyle(document.documentElement).colorScheme === 'light'");
    }

    [Fact]
    public async Task Keyboard_FromTheTop_ReachesTheContentAndThePages()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/");

        await tab.Page.EvaluateAsync("() => { document.body.tabIndex = -1; document.body.focus(); }");
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        var resources = tab.Page.GetByRole(AriaRole.Link, new() { Name = "Resources" }).First;
        for (var presses = 0; presses < 10 && !await resources.EvaluateAsync<bool>("link => link === document.activeElement"); presses++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
        }

        await Expect(resources).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Resources", Level = 1 })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/scalar", "Everything that the dashboard does")]
    [InlineData("/orleans", "Req/sec")]
    public async Task ForeignPage_WithoutTheInternet_Works(string path, string shows)
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.Page.GotoAsync(path);

        await Expect(tab.Page.GetByText(shows).First).ToBeVisibleAsync(new() { Timeout = Patience.Milliseconds });
        await tab.ShootAsync(path.Trim('/'), fullPage: false);
    }

    private static async Task<bool> IsDarkAsync(Tab tab)
    {
        var ground = await tab.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        var channels = Regex.Matches(ground, "[0-9]+").Take(3).Select(channel => int.Parse(channel.Value, System.Globalization.CultureInfo.InvariantCulture));
        return channels.Sum() < 3 * 128;
    }
}
