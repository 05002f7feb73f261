using System.Net;
using System.Net.Sockets;

namespace Cluster.Faults.Nodes;

/// <summary>Ports of the loopback address that nobody listens on at the moment.</summary>
internal static class FreePorts
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>
    /// Never the same port twice in one process: whoever was given it may not listen yet. And none of those that systems give to outgoing connections, one of which
    /// could be made in between.
    /// </summary>
    public static int[] Take(int count)
    {
        lock (Gate)
            return [.. Enumerable.Range(0, count).Select(_ => TakeOne())];
    }

    private static int TakeOne()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            if (!Given.Add(port))
                continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody else's: the next.
            }
        }
    }
}
