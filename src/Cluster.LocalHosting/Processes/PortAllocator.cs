using System.Net;
using System.Net.Sockets;

namespace Cluster.LocalHosting.Processes;

/// <summary>
/// Free ports on loopback, none given out twice. They lie below the range from which systems take the ports of outgoing connections, so
/// that none is lost to a connection between its choice and its use.
/// </summary>
internal sealed class PortAllocator
{
    private const int First = 20_000;
    private const int Last = 31_999;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _taken = [];

    public int Take()
    {
        lock (_lock)
        {
            for (var tries = 0; tries < 1_000; tries++)
            {
                var port = Random.Shared.Next(First, Last + 1);
                if (_taken.Add(port))
                {
                    if (IsFree(port))
                    {
                        return port;
                    }

                    _taken.Remove(port);
                }
            }
        }

        throw new CannotStartException($"No free port was found between {First} and {Last} on 127.0.0.1. Stop what listens there.");
    }

    /// <summary>Gives back a port whose resource is gone for good.</summary>
    public void Release(int port)
    {
        lock (_lock)
        {
            _taken.Remove(port);
        }
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
