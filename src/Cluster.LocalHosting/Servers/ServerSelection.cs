using System.Security.Cryptography;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Supervision;
using Microsoft.Extensions.Configuration;

namespace Cluster.LocalHosting.Servers;

/// <summary>
/// Picks what serves each resource: a connection string that was given, else a server found on this machine, else the embedded store.
/// </summary>
internal sealed class ServerSelection(
    IConfiguration configuration, AppHostOptions options, MachineServers machine, ProcessLauncher launcher, PortAllocator ports)
{
    private const string OnRequest = "--embedded";
    private readonly string _embedded = Path.Combine(options.DataFolder, "cluster.db");

    public async Task<ResourceDriver> SelectAsync(RedisResource redis, CancellationToken cancellationToken)
    {
        if (Given(redis.Name) is { } connectionString)
        {
            return new RedisDriver(connectionString, $"given by ConnectionStrings:{redis.Name}");
        }

        if (options.Embedded)
        {
            return new EmbeddedDriver("redis", _embedded, OnRequest);
        }

        var folder = Path.Combine(options.DataFolder, redis.Name);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (options.Garnet)
        {
            return new GarnetDriver(await machine.FindGarnetAsync(cancellationToken), folder, redis.Port ?? ports.Take(), password);
        }

        return await machine.FindRedisAsync(cancellationToken) is { } program
            ? new LocalRedisDriver(program, folder, redis.Port ?? ports.Take(), password, redis.KeepsData)
            : new EmbeddedDriver("redis", _embedded, "no redis-server or valkey-server on this machine");
    }

    public async Task<ResourceDriver> SelectAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        if (Given(server.Name) is { } connectionString)
        {
            return new PostgresDriver(connectionString, $"given by ConnectionStrings:{server.Name}");
        }

        // When all of its databases are given, the server that holds the first of them is the one that is watched.
        if (server.Databases.Count > 0 && server.Databases.TrueForAll(d => Given(d.Name) is not null))
        {
            var database = server.Databases[0].Name;
            return new PostgresDriver(Given(database)!, $"given by ConnectionStrings:{database}");
        }

        if (options.Embedded)
        {
            return new EmbeddedDriver("postgres", _embedded, OnRequest);
        }

        try
        {
            return await SelectLocalAsync(server, cancellationToken) is { } driver
                ? driver
                : new EmbeddedDriver("postgres", _embedded, "no PostgreSQL on this machine");
        }
        catch (CannotStartException e) when (PostgresDataFolder.VersionOf(DataOf(server)) is null)
        {
            return new EmbeddedDriver("postgres", _embedded, e.Message);
        }
    }

    public ResourceDriver Select(PostgresDatabaseResource database, ResourceDriver server)
    {
        if (Given(database.Name) is { } connectionString)
        {
            return new PostgresDriver(connectionString, $"given by ConnectionStrings:{database.Name}");
        }

        return server is PostgresDriver postgres
            ? new PostgresDatabaseDriver(postgres, database.DatabaseName, database.Parent.Name)
            : new EmbeddedDriver("database", _embedded, $"as {database.Parent.Name}");
    }

    private string? Given(string resource) => configuration.GetConnectionString(resource) is { Length: > 0 } given ? given : null;

    private string DataOf(PostgresServerResource server) => Path.Combine(options.DataFolder, server.Name);

    /// <summary>Null when there is no PostgreSQL.</summary>
    /// <exception cref="CannotStartException">There is one that cannot be used, or data that needs another one.</exception>
    private async Task<LocalPostgresDriver?> SelectLocalAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        var installations = await machine.FindPostgresAsync(cancellationToken);
        var path = DataOf(server);
        if (!server.KeepsData && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        var version = PostgresDataFolder.VersionOf(path);
        var installation = installations.FirstOrDefault(i => version is null || i.MajorVersion == version);
        if (installation is null)
        {
            // Going on with an empty embedded store would look like the loss of all data.
            return version is null
                ? null
                : throw new CannotStartException(
                    $"{path} holds data of PostgreSQL {version}, which is not on this machine (found: "
                    + $"{(installations.Count == 0 ? "none" : string.Join(", ", installations.Select(i => i.Version)))}). "
                    + "Install it, or begin anew with --data DIR or --embedded.");
        }

        if (Environment.IsPrivilegedProcess)
        {
            var (account, reason) = ServerAccount.Find();
            installation = installation with { Account = account ?? throw new CannotStartException(reason!) };
            await ThrowUnlessReachableAsync(installation, cancellationToken);
        }

        return new LocalPostgresDriver(
            installation, await PostgresDataFolder.OpenAsync(path, installation, launcher, cancellationToken), server.Port ?? ports.Take());
    }

    private async Task ThrowUnlessReachableAsync(PostgresInstallation installation, CancellationToken cancellationToken)
    {
        var account = installation.Account!;
        var test = new ProcessSpec(
            account.Setpriv, [.. account.Prefix, "/bin/sh", "-c", "cd \"$1\"", "sh", options.DataFolder], ProcessEnvironment.Inherited(), "/");
        if ((await launcher.CaptureAsync(test, cancellationToken)).ExitCode != 0)
        {
            throw new CannotStartException(
                $"PostgreSQL refuses to run as root, and user {account.Name} cannot reach {options.DataFolder}; give a folder that it can with --data");
        }
    }
}
