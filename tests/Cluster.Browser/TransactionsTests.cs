using Cluster.Transactions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>Transactions as the page shows them, run by a client of the cluster.</summary>
[Collection(ClusterCollection.Name)]
public sealed class TransactionsTests(RunningCluster cluster, Chromium chromium)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_AfterTransactions_ShowsThem_WhyOneWasRunAgain_AndTheTimelineOfEach()
    {
        await cluster.HealthyAsync();
        using var host = await ConnectAsync();
        var overtaken = await RunAsync(host.Services.GetRequiredService<ClusterClient>());
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/transactions");

        await Expect(tab.Page.Locator("[data-transaction]").Nth(4)).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[data-cause=Overtaken]")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Commits") })).ToBeVisibleAsync();
        await chromium.ShootAllAsync(cluster.Url, "/transactions", "transactions-used", tab => Expect(tab.Page.Locator("[data-transaction]").First).ToBeAttachedAsync());

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = overtaken, Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = overtaken, Level = 1 })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[data-lane=coordinator] .dot.aborted")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Events" })).ToContainTextAsync("coordinator");
        await chromium.ShootAllAsync(cluster.Url, $"/transactions?name={overtaken}", "transaction", tab => Expect(tab.Page.Locator("[data-lane=coordinator]").First).ToBeAttachedAsync());
        await host.StopAsync(Cancel);
    }

    /// <summary>Runs several, one of which is overtaken and run again; gives the name of its attempt that came to nothing.</summary>
    private static async Task<string> RunAsync(ClusterClient client)
    {
        var (from, to) = (client.Registers.Get<int>("browser/from"), client.Registers.Get<int>("browser/to"));
        for (var amount = 1; amount <= 5; amount++)
        {
            await client.Transactions.RunAsync(
                async transaction =>
                {
                    transaction.Write(from, (await transaction.ReadAsync(from)).Value - amount);
                    transaction.Write(to, (await transaction.ReadAsync(to)).Value + amount);
                },
                Patient,
                Cancel);
        }

        var overtaken = "";
        await client.Transactions.RunAsync(
            async transaction =>
            {
                transaction.Write(to, (await transaction.ReadAsync(from)).Value);
                if (transaction.Attempt > 1)
                {
                    return;
                }

                overtaken = transaction.Name;
                await from.WriteAsync(7, cancellationToken: Cancel);
            },
            Patient,
            Cancel);
        return overtaken;
    }

    private async Task<IHost> ConnectAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Configuration.AddJsonFile(Path.Combine(cluster.Folder, "data", "client.json"), optional: false);
        builder.Services.AddCluster(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return host;
    }
}
