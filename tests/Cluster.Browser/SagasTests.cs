using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>A saga that gets stuck, and what an operator does about it on its page.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SagasTests(RunningCluster cluster, Chromium chromium)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfAStuckSaga_LetsAnOperatorRetryAndSkipItsSteps_WithAReason()
    {
        await cluster.HealthyAsync();
        var place = $"Atlantis-{Guid.NewGuid().ToString("N")[..6]}";

        // What the flight and the payment are counted in holds text: both fail at every attempt, and are not refused.
        await WriteAsync($"trips/{place}/flight");
        await WriteAsync($"trips/{place}/income");
        using (var started = await cluster.Http.PostAsJsonAsync(
            "api/sagas", new { kind = "TripSaga", id = place, state = new { traveller = "Ada", destination = place, budget = 1000 } }, Cancel))
        {
            started.EnsureSuccessStatusCode();
        }

        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync($"/sagas/{place}");
        var flight = tab.Page.Locator(".saga-step", new() { Has = tab.Page.GetByText("flight", new() { Exact = true }) });
        await Expect(flight.Locator(".saga-error")).ToBeVisibleAsync();
        await tab.ShootAsync("saga-failing-1280");

        await AnswerAsync(tab, flight.GetByRole(AriaRole.Button, new() { Name = "Retry now" }), "Retry now", "once more, says a test");
        await Expect(tab.Page.Locator(".saga-audit")).ToContainTextAsync("once more, says a test");
        await AnswerAsync(tab, flight.GetByRole(AriaRole.Button, new() { Name = "Skip" }), "Skip", "she swims, says a test");
        await Expect(tab.Page.Locator(".saga-audit")).ToContainTextAsync("she swims, says a test");
        await Expect(flight).ToContainTextAsync("skipped");
    }

    private async Task WriteAsync(string register)
    {
        using var written = await cluster.Http.PutAsJsonAsync($"api/registers/{Uri.EscapeDataString(register)}", new { value = "no number" }, Cancel);
        written.EnsureSuccessStatusCode();
    }

    /// <summary>Presses a button, and in the dialog that opens gives the reason without which it can't be confirmed.</summary>
    private static async Task AnswerAsync(Tab tab, ILocator button, string action, string reason)
    {
        await button.ClickAsync();
        var question = tab.Page.GetByRole(AriaRole.Dialog);
        var yes = question.GetByRole(AriaRole.Button, new() { Name = action, Exact = true });
        await Expect(yes).ToBeDisabledAsync();
        await question.GetByLabel("Reason").FillAsync(reason);
        await tab.ShootAsync($"saga-{action.Split(' ')[0].ToLowerInvariant()}", fullPage: false);
        await yes.ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
    }
}
