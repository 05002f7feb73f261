using System.Security.Cryptography;
using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Servers;

/// <summary>Where a private PostgreSQL keeps its data, and the password of its superuser.</summary>
internal sealed record PostgresDataFolder(string Path, string Password)
{
    public const string Superuser = "cluster";

    /// <summary>The major version that made the data, or null when there is none.</summary>
    public static string? VersionOf(string path)
    {
        var file = System.IO.Path.Combine(path, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>Opens the data folder; makes it with initdb when it is not there.</summary>
    /// <exception cref="CannotStartException">The account cannot reach the folder, or initdb failed.</exception>
    public static async Task<PostgresDataFolder> OpenAsync(
        string path, PostgresInstallation installation, ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var secret = path + ".password";
        if (VersionOf(path) is not null)
        {
            return File.Exists(secret)
                ? new PostgresDataFolder(path, await File.ReadAllTextAsync(secret, cancellationToken))
                : throw new CannotStartException($"{secret}, the password of the data in {path}, is missing. Restore it, or delete both to begin anew.");
        }

        // A folder appears under its final name only when it is complete, so that a start that was cut off is simply made again.
        var draft = path + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        Directory.CreateDirectory(draft);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await OwnerOnlyFile.WriteAsync(secret, password, cancellationToken);
        if (installation.Account is { } account)
        {
            Posix.ChangeOwner(draft, account.UserId, account.GroupId);
            Posix.ChangeOwner(secret, account.UserId, account.GroupId);
        }

        await RunAsync(
            installation.Command("initdb", ["-D", draft, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--no-locale"], "/"),
            installation,
            launcher,
            cancellationToken);
        Directory.Move(draft, path);
        return new PostgresDataFolder(path, password);
    }

    private static async Task RunAsync(
        ProcessSpec initdb, PostgresInstallation installation, ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var (code, output) = await launcher.CaptureAsync(initdb, cancellationToken);
        if (code != 0)
        {
            var reason = output.Split('\n').LastOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? output.Split('\n')[^1];
            throw new CannotStartException($"initdb of {installation} failed: {reason.Trim()}");
        }
    }
}
