using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>The Chromium of this machine, without a window. Tests skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

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
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience.Milliseconds);
        return new Tab(context, await context.NewPageAsync(), url);
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)))
        .FirstOrDefault(File.Exists);
}
