using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cluster.Load;

/// <summary>A way to what the locks guard: a line with name and token goes there, a line that says whether it was accepted comes back.</summary>
internal sealed class ResourceConnection : IDisposable
{
    private readonly TcpClient _connection;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private ResourceConnection(TcpClient connection)
    {
        _connection = connection;
        _reader = new StreamReader(connection.GetStream());
        _writer = new StreamWriter(connection.GetStream()) { AutoFlush = true };
    }

    public static async Task<ResourceConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new ResourceConnection(connection);
    }

    public async Task<bool> UseAsync(string name, long token, CancellationToken cancellationToken)
    {
        await _writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name} {token}").AsMemory(), cancellationToken);
        return await _reader.ReadLineAsync(cancellationToken) == "accepted";
    }

    public void Dispose() => _connection.Dispose();
}
