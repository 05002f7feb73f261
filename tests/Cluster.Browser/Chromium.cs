using Cluster.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Cluster.Browser;

/// <summary>The Chromium of this machine, without a window, one for all tests. They skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly (int Width, int Height, ColorScheme Prefers)[] AllWays =
        [(390, 844, ColorScheme.Dark), (390, 844, ColorScheme.Light), (1280, 820, ColorScheme.Light), (1280, 820, ColorScheme.Dark)];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static IEnumerable<(int Width, int Height, ColorScheme Prefers)> Ways => AllWays.Take(Environment.GetEnvironmentVariable("CLUSTER_PAGES") == "all" ? AllWays.Length : 1);

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience.Milliseconds);
        if (Find() is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Headless = true,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a tab of its own cookies on a site.</summary>
    public async Task<Tab> OpenAsync(string url, int width = 1280, int height = 820, ColorScheme prefers = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, $"No Chromium was found on the PATH ({string.Join(", ", Names)}); install one to run the browser tests.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url,
            ColorScheme = prefers,

            // What moves is painted anew for each frame, without a graphics card by the processor, for as long as a page is open.
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience.Milliseconds);
        return new Tab(context, await context.NewPageAsync(), url);
    }

    /// <summary>
    /// Visits a page on a phone by night, where it has least room and most to get wrong, and with <c>CLUSTER_PAGES=all</c>, as <c>.ci/run</c> has it, on a phone and on a desk, by day and by
    /// night each, and shoots it each time. Each visit has a tab of its own: one that was shown by day does not always turn dark for the next.
    /// </summary>
    /// <param name="url">The site.</param>
    /// <param name="path">The page.</param>
    /// <param name="name">What the pictures' names begin with.</param>
    /// <param name="isDrawn">Waits until the page shows what it should.</param>
    /// <param name="isLive">Whether the page is waited for until it is live, not only painted.</param>
    public async Task ShootAllAsync(string url, string path, string name, Func<Tab, Task> isDrawn, bool isLive = true)
    {
        foreach (var (width, height, prefers) in Ways)
        {
            await using var tab = await OpenAsync(url, width, height, prefers);
            await (isLive ? tab.GoAsync(path) : tab.Page.GotoAsync(path));
            await isDrawn(tab);
            await tab.ShootAsync($"{name}-{width}-{prefers.ToString().ToLowerInvariant()}");
        }
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)))
        .FirstOrDefault(File.Exists);
}
