using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cluster.Browser;

[Collection(ClusterCollection.Name)]
public sealed class JobsPageTests(RunningCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task WordCount_StartedFromThePage_ShowsStagesPartitionsAndTheTopWords()
    {
        var book = Repository.Text("austen-emma.txt");
        var expected = TopWords(book, 25);
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByLabel("Files, folders and globs").FillAsync(book);
        await tab.Page.GetByText("Result file and splitting").ClickAsync();
        await tab.Page.GetByLabel("Split size in KiB").FillAsync("64");
        var output = Path.Combine(cluster.Folder, "emma.tsv");
        await tab.Page.GetByLabel("Write the whole result to").FillAsync(output);
        await tab.ShootAsync("new-job-filled");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await tab.Page.WaitForURLAsync(new Regex("/jobs/(?!new)[^/]+$"));
        await Expect(tab.Page.Locator(".page-header .badge")).ToHaveTextAsync("Succeeded", new() { Timeout = Patience.Milliseconds });
        await Expect(tab.Page.Locator(".bars li")).ToHaveCountAsync(25);
        var shown = await tab.Page.Locator(".bars li").EvaluateAllAsync<string[]>(
            "rows => rows.map(row => row.querySelector('.word').textContent + ' ' + row.querySelector('.value').textContent)");
        Assert.Equal(expected, shown);
        await Expect(tab.Page.Locator(".stages li.good")).ToHaveCountAsync(4);
        Assert.True(await tab.Page.Locator(".lane .cell.map.done").CountAsync() >= 14);
        Assert.True(File.Exists(output));
        await chromium.ShootAllAsync(cluster.Url, new Uri(tab.Page.Url).AbsolutePath, "job", other => Expect(other.Page.Locator(".bars li")).ToHaveCountAsync(25));

        await tab.GoAsync("/jobs");
        await Expect(tab.Page.Locator(".job-row").First).ToContainTextAsync("austen-emma.txt");
        await tab.ShootAsync("jobs-filled-1280");
    }

    [Fact]
    public async Task OwnMapperAndReducer_StartedFromThePage_GiveTheirResult()
    {
        var jobs = Directory.CreateDirectory(Path.Combine(cluster.Folder, "data", "jobs", "own"));
        var assembly = Path.Combine(jobs.FullName, "OwnJob.dll");
        File.Copy(Repository.OwnJob, assembly);
        var book = Repository.Text("austen-emma.txt");
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByText("A mapper and a reducer of your own").ClickAsync();
        await tab.Page.GetByLabel("Files, folders and globs").FillAsync(book);
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Assembly", Exact = true }).FillAsync(assembly);
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Settings", Exact = true }).FillAsync("no value");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByText("derives from Cluster.Data.Mapper")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("derives from Cluster.Data.Reducer")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("'no value' has no key and value")).ToBeVisibleAsync();
        await tab.ShootAsync("new-own-job-error");

        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Mapper", Exact = true }).FillAsync("OwnJob.LongestLineMapper");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reducer", Exact = true }).FillAsync("OwnJob.GreatestReducer");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Settings", Exact = true }).FillAsync("");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await tab.Page.WaitForURLAsync(new Regex("/jobs/(?!new)[^/]+$"));
        await Expect(tab.Page.Locator(".page-header .badge")).ToHaveTextAsync("Succeeded", new() { Timeout = Patience.Milliseconds });
        Assert.True(await tab.Page.Locator(".bars li").CountAsync() > 0);
    }

    [Fact]
    public async Task OwnMapper_ThatIsNowhere_FailsTheJobAndSaysWhich()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByText("A mapper and a reducer of your own").ClickAsync();
        await tab.Page.GetByLabel("Files, folders and globs").FillAsync(Repository.Text("austen-emma.txt"));
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Mapper", Exact = true }).FillAsync("My.NoSuchMapper");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reducer", Exact = true }).FillAsync("My.NoSuchReducer");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("My.NoSuchMapper", new() { Timeout = Patience.Milliseconds });
    }

    [Fact]
    public async Task BookOffered_Chosen_IsCounted()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "austen-persuasion" }).ClickAsync();
        await tab.Page.GetByText("Fold to lower case").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await Expect(tab.Page.Locator(".bars li").First).ToContainTextAsync("the", new() { Timeout = Patience.Milliseconds });
    }

    [Fact]
    public async Task WordCount_WithoutAPathOrWithARelativeOne_SaysWhatWouldBeRight()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByText("Name at least one file, folder or glob.")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Files, folders and globs").FillAsync("books/emma.txt");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByText("'books/emma.txt' is relative")).ToBeVisibleAsync();
        await tab.ShootAsync("new-job-error");
    }

    [Fact]
    public async Task WordCount_OfAFileThatIsNotThere_FailsAndSaysSo()
    {
        var missing = Path.Combine(cluster.Folder, "no-such-book.txt");
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/new");

        await tab.Page.GetByLabel("Files, folders and globs").FillAsync(missing);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("no-such-book.txt", new() { Timeout = Patience.Milliseconds });
        await tab.ShootAsync("job-failed");
    }

    [Fact]
    public async Task Job_Unknown_SaysSo()
    {
        await using var tab = await chromium.OpenAsync(cluster.Url);
        await tab.GoAsync("/jobs/no-such-job");

        await Expect(tab.Page.GetByText("The cluster knows no job no-such-job")).ToBeVisibleAsync(new() { Timeout = Patience.Milliseconds });
    }

    /// <summary>The count by a plain loop: maximal runs of what is not ASCII white space, greatest first, then by bytes.</summary>
    private static string[] TopWords(string file, int top) =>
    [
        .. File.ReadAllText(file)
            .Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(word => word, StringComparer.Ordinal)
            .OrderByDescending(words => words.Count())
            .ThenBy(words => words.Key, StringComparer.Ordinal)
            .Take(top)
            .Select(words => $"{words.Key} {words.Count().ToString("N0", CultureInfo.InvariantCulture)}"),
    ];
}
