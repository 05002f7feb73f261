using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cluster.Faults.Locks;

/// <summary>What locks guard, in a process of its own as seen by their holders: accepts a token that is not older than the newest it has seen.</summary>
internal sealed class FencedResourceServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, long> _newest = [];
    private readonly Lock _gate = new();

    public FencedResourceServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (SocketException)
        {
            // disposed
        }
        catch (ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var reader = new StreamReader(client.GetStream());
                var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
                while (await reader.ReadLineAsync() is { } line && line.Split(' ') is [var name, var token])
                    await writer.WriteLineAsync(Use(name, long.Parse(token, CultureInfo.InvariantCulture)) ? "accepted" : "refused");
            }
        }
        catch (IOException)
        {
            // the client was killed
        }
    }

    private bool Use(string name, long token)
    {
        lock (_gate)
        {
            var accepted = token >= _newest.GetValueOrDefault(name);
            if (accepted)
            {
                _newest[name] = token;
                Accepted++;
            }
            else
            {
                Refused++;
            }

            return accepted;
        }
    }
}
