using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Cluster.Browser;

/// <summary>A browser's tab on the dashboard, which takes note of what a page must never do: load from outside, or fail in its script.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _sins = new();

    internal Tab(IBrowserContext context, IPage page, string origin)
    {
        _context = context;
        Page = page;
        var authority = new Uri(origin).Authority;
        page.PageError += (_, error) => _sins.Enqueue($"script error: {error}");
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } url && url.Authority != authority)
            {
                _sins.Enqueue($"loaded from outside: {url}");
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _sins.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Goes to a page and waits until it is live, not only painted.</summary>
    public async Task GoAsync(string path)
    {
        var live = Page.WaitForWebSocketAsync(new PageWaitForWebSocketOptions { Predicate = socket => socket.Url.Contains("/_blazor", StringComparison.Ordinal) });
        await Page.GotoAsync(path);
        await live;
        // What the server rendered first has no event handlers, and a click on it would be lost; the first batch of the live page has.
        await Page.Locator("main[aria-busy=false] h1").First.WaitForAsync();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>Writes a screenshot for people, and checks what holds for each: nothing from outside, no script error, nothing wider than the screen.</summary>
    public async Task ShootAsync(string name, bool fullPage = true)
    {
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.Screenshot(name), FullPage = fullPage });
        var overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name} is {overflow} px wider than the screen.");
        Assert.Empty(_sins);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
