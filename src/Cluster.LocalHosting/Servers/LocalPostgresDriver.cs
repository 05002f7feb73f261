using System.Globalization;
using Cluster.LocalHosting.Processes;
using Npgsql;

namespace Cluster.LocalHosting.Servers;

/// <summary>PostgreSQL of this machine, run privately: on loopback without a Unix socket, with a password of its own, its data in the data folder.</summary>
internal sealed class LocalPostgresDriver(PostgresInstallation installation, PostgresDataFolder folder, int port)
    : PostgresDriver(ConnectionTo(folder, port), $"{installation} on this machine")
{
    // PostgreSQL's "fast" shutdown: it ends its clients' sessions and writes a checkpoint.
    public override int StopSignal => Posix.Interrupt;

    public override TimeSpan StopTimeout => TimeSpan.FromSeconds(20);

    public override Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<ProcessSpec?>(installation.Command(
        "postgres",
        [
            "-D", folder.Path,
            "-c", "listen_addresses=127.0.0.1",
            "-c", $"port={port.ToString(CultureInfo.InvariantCulture)}",
            "-c", "unix_socket_directories=",
            "-c", "max_connections=300",
        ],
        folder.Path));

    private static string ConnectionTo(PostgresDataFolder folder, int port) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = PostgresDataFolder.Superuser,
        Password = folder.Password,
        Database = "postgres",
    }.ConnectionString;
}
