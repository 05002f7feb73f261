using System.Net;
using System.Net.Sockets;

namespace Cluster.Tests.Hosting;

/// <summary>Ports of loopback that nobody listens on.</summary>
public static class FreePorts
{
    public static int[] Take(int count)
    {
        // Held open together, so that no port comes out twice.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            Array.ForEach(listeners, listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            Array.ForEach(listeners, listener => listener.Dispose());
        }
    }
}
