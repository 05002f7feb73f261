namespace Cluster.Dashboard.Components;

/// <summary>The theme as the browser's cookies tell it: the reader's choice, and what the system preferred when the page was last loaded.</summary>
/// <param name="Choice">The reader's choice.</param>
/// <param name="SystemIsDark">What the system prefers.</param>
public sealed record ThemeState(ThemeChoice Choice, bool SystemIsDark)
{
    private const string ChoiceCookie = "cluster-theme";
    private const string SystemCookie = "cluster-system";

    /// <summary>Whether to paint in dark.</summary>
    public bool IsDark => Choice == ThemeChoice.Dark || (Choice == ThemeChoice.System && SystemIsDark);

    internal static ThemeState From(IRequestCookieCollection cookies) => new(
        Enum.TryParse<ThemeChoice>(cookies[ChoiceCookie], ignoreCase: true, out var choice) ? choice : ThemeChoice.System,
        cookies[SystemCookie] == "dark");
}
