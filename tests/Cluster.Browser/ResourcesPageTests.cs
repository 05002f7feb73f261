using System.Diagnostics;
using Cluster.LocalHosting.Control;
using Microsoft.Playwright;

namespace Cluster.Browser;

[Collection(ClusterCollection.Name)]
public sealed class ResourcesPageTests(RunningCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Log_OfASilo_ShowsItsLinesAndClosesByEscape()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/resources");

        await Row(tab, "silo-1").GetByRole(AriaRole.Button, new() { Name = "Log" }).ClickAsync();
        var log = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Log of silo-1" });
        await Expect(log.Locator(".log-line").First).ToBeVisibleAsync();
        await tab.ShootAsync("log", fullPage: false);

        await log.GetByPlaceholder("Filter").FillAsync("no line of a log says this");
        await Expect(log.Locator(".log-line")).ToHaveCountAsync(0);
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(log).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Scale_UpAndDown_StartsAndDrainsASilo()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/resources");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "One silo more" }).ClickAsync();
        await Expect(Row(tab, "silo-4")).ToContainTextAsync("Running", new() { Timeout = Patience.Milliseconds });
        await cluster.HealthyAsync(silos: 4);
        await tab.ShootAsync("resources-scaled");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "One silo fewer" }).ClickAsync();
        await Expect(Row(tab, "silo-4")).ToHaveCountAsync(0, new() { Timeout = Patience.Milliseconds });
        // Drained, not lost: nobody is told of a problem.
        await cluster.HealthyAsync(silos: 3);
    }

    [Fact]
    public async Task Silo_StoppedAndStartedFromThePage_LeavesAndComesBack()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/resources");

        await ActAsync(tab, "silo-3", "Stop");
        var question = tab.Page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync("It drains first");
        await question.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(Row(tab, "silo-3")).ToContainTextAsync("Exited", new() { Timeout = Patience.Milliseconds });
        Assert.Equal(ResourceState.Exited, (await cluster.ResourceAsync("silo-3")).State);

        await ActAsync(tab, "silo-3", "Start");
        await Expect(Row(tab, "silo-3")).ToContainTextAsync("Running", new() { Timeout = Patience.Milliseconds });
        await cluster.HealthyAsync();
    }

    [Fact]
    public async Task Silo_Killed_ShowsInABannerThatHealsByItself()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/");
        await Expect(tab.Page.Locator(".banner")).ToHaveCountAsync(0);

        var silo = await cluster.ResourceAsync("silo-2");
        using (var process = Process.GetProcessById(silo.ProcessId!.Value))
        {
            process.Kill();
        }

        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("silo-2", new() { Timeout = Patience.Milliseconds });
        await tab.ShootAsync("silo-killed");
        await Expect(tab.Page.Locator(".banner")).ToHaveCountAsync(0, new() { Timeout = Patience.Milliseconds });
        await cluster.HealthyAsync();
        Assert.True((await cluster.ResourceAsync("silo-2")).Restarts > silo.Restarts);
    }

    [Fact]
    public async Task Cluster_WithoutAnySilo_ShowsInABannerThatHealsByItself()
    {
        await cluster.HealthyAsync();
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/");

        string[] silos = ["silo-1", "silo-2", "silo-3"];
        await Task.WhenAll(silos.Select(silo => cluster.Control.StopAsync(silo, TestContext.Current.CancellationToken)));
        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("The cluster cannot be reached", new() { Timeout = Patience.Milliseconds });
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).First.ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Level = 1 })).ToBeVisibleAsync();
        await tab.ShootAsync("no-silo");

        foreach (var silo in silos)
        {
            await cluster.Control.StartAsync(silo, TestContext.Current.CancellationToken);
        }

        await Expect(tab.Page.Locator(".banner")).ToHaveCountAsync(0, new() { Timeout = Patience.Milliseconds });
        await cluster.HealthyAsync();
    }

    private static ILocator Row(Tab tab, string resource) => tab.Page.Locator($"[data-resource={resource}]");

    private static async Task ActAsync(Tab tab, string resource, string action)
    {
        await Row(tab, resource).GetByRole(AriaRole.Button, new() { Name = $"Actions on {resource}" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = action, Exact = true }).ClickAsync();
    }
}
