using System.Text.RegularExpressions;
using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Servers;

/// <summary>Finds the servers that are installed on this machine.</summary>
internal sealed partial class MachineServers(ProcessLauncher launcher)
{
    private static readonly string[] UsualFolders =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin", "/snap/bin"];

    private static readonly string[] PostgresFolders =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/usr/libexec/postgresql*",
        "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    /// <summary>A program on PATH or in the usual folders, as an absolute path, or null.</summary>
    public static string? FindExecutable(string name) =>
        SearchPath().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The first of redis-server and valkey-server that is found and runs, or null.</summary>
    public async Task<ServerProgram?> FindRedisAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["redis-server", "valkey-server"])
        {
            if (FindExecutable(name) is { } path && await VersionOfAsync(path, cancellationToken) is { } version)
            {
                return new ServerProgram(name, path, version);
            }
        }

        return null;
    }

    /// <summary>The .NET tool garnet-server.</summary>
    /// <exception cref="CannotStartException">It is not installed.</exception>
    public async Task<ServerProgram> FindGarnetAsync(CancellationToken cancellationToken)
    {
        var tool = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools", "garnet-server");
        var path = FindExecutable("garnet-server") ?? (File.Exists(tool) ? tool : null);
        return path is null
            ? throw new CannotStartException(
                "--garnet needs the .NET tool garnet-server, a download of 116 MB. Install it: dotnet tool install --global garnet-server")
            : new ServerProgram("garnet-server", path, await VersionOfAsync(path, cancellationToken) ?? "");
    }

    /// <summary>All installations of PostgreSQL that run, the newest first.</summary>
    public async Task<IReadOnlyList<PostgresInstallation>> FindPostgresAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresInstallation>();
        foreach (var folder in SearchPath().Concat(PostgresFolders.SelectMany(Expand)).Distinct(StringComparer.Ordinal))
        {
            var server = Path.Combine(folder, "postgres");
            if (File.Exists(server)
                && File.Exists(Path.Combine(folder, "initdb"))
                && await VersionOfAsync(server, cancellationToken) is { } version)
            {
                found.Add(new PostgresInstallation(folder, version, null));
            }
        }

        return [.. found.DistinctBy(i => i.Version).OrderByDescending(i => Version.TryParse(i.Version, out var version) ? version : new Version(0, 0))];
    }

    private static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Concat(UsualFolders);

    private static IEnumerable<string> Expand(string pattern)
    {
        IEnumerable<string> folders = ["/"];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folders = folders.SelectMany(f => Directory.Exists(f) ? Directory.EnumerateDirectories(f, part) : []);
        }

        return [.. folders];
    }

    /// <summary>The version that <c>--version</c> tells, or null when the program does not run.</summary>
    private async Task<string?> VersionOfAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var environment = ProcessEnvironment.Inherited();
            environment.TryAdd("DOTNET_ROOT", Path.GetDirectoryName(DotnetHost.Find())!);
            var (code, output) = await launcher.CaptureAsync(new ProcessSpec(path, ["--version"], environment, "/"), cancellationToken);
            return code == 0 && VersionNumber().Match(output) is { Success: true } version ? version.Value : null;
        }
        catch (CannotStartException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex VersionNumber();
}
