using System.Diagnostics;
using System.Text.Json;

namespace Cluster.Programs.Cli;

/// <summary>Runs the <c>cluster</c> command as a process, as a person or a script does.</summary>
internal sealed class ClusterCommand(string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>bin/CONFIGURATION/FRAMEWORK of this test, which is that of the programs too.</summary>
    private static readonly string Output = Path.Combine("bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name);

    public static string Repository { get; } = FindRepository();

    /// <summary>What <c>dotnet build</c> made of a project of the repository.</summary>
    public static string Built(string project, string assembly) => Path.Combine(Repository, project, Output, assembly);

    /// <summary>Variables for the next commands, beside those of this process.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Process Start(params string[] args)
    {
        var info = new ProcessStartInfo("dotnet", [Built("src/Cluster.Cli", "Cluster.Cli.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in Variables)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command that must succeed, with <c>--json</c>, and returns its document.</summary>
    public async Task<JsonElement> DocumentAsync(params string[] args)
    {
        var (exitCode, output, error) = await RunAsync([.. args, "--json"]);
        Assert.True(exitCode == 0, $"{string.Join(' ', args)} ended with {exitCode}: {error}");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The processes whose command line or environment names this folder.</summary>
    public static IReadOnlyList<string> ProcessesOf(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out var id) && id != Environment.ProcessId)
            .Select(path => (Command: Read(path, "cmdline"), Environment: Read(path, "environ")))
            .Where(process => (process.Command + process.Environment).Contains(folder, StringComparison.Ordinal))
            .Select(process => process.Command),
    ];

    private static string Read(string path, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, file)).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended, or is not ours.
            return "";
        }
    }

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Cluster.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Cluster.sln above {AppContext.BaseDirectory}.");
    }
}
