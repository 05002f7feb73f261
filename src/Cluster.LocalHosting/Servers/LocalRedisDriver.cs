using System.Globalization;
using System.Net.Sockets;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Servers;

/// <summary>
/// redis-server or valkey-server of this machine, run privately: on loopback, with a password of this run, its data in the data folder.
/// The append-only file keeps what was written across a crash of the server.
/// </summary>
internal sealed class LocalRedisDriver(ServerProgram program, string folder, int port, string password, bool keepsData)
    : RedisDriver(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={password}"), $"{program} on this machine")
{
    public override TimeSpan StopTimeout => TimeSpan.FromSeconds(10);

    public override async Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "server.conf");
        await OwnerOnlyFile.WriteAsync(
            configuration,
            $"""
            bind 127.0.0.1
            port {port.ToString(CultureInfo.InvariantCulture)}
            requirepass {password}
            daemonize no
            dir "{folder.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"
            appendonly {(keepsData ? "yes" : "no")}
            appendfsync everysec
            save ""

            """,
            cancellationToken);
        return new ProcessSpec(program.Path, [configuration], ProcessEnvironment.Inherited(), folder);
    }

    public override async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        // Asking the port first keeps a server that is only starting from costing the Redis client's retries.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
        }
        catch (SocketException e)
        {
            return HealthReport.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"does not listen on 127.0.0.1:{port}: {e.Message}"));
        }

        return await base.CheckAsync(cancellationToken);
    }
}
