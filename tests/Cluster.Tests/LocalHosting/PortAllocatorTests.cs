using System.Net;
using System.Net.Sockets;
using Cluster.LocalHosting.Processes;

namespace Cluster.Tests.LocalHosting;

public sealed class PortAllocatorTests
{
    [Fact]
    public void Take_ManyTimes_GivesNoPortTwice()
    {
        var allocator = new PortAllocator();

        var ports = Enumerable.Range(0, 200).Select(_ => allocator.Take()).ToList();

        Assert.Equal(ports.Count, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 20_000, 31_999));
    }

    [Fact]
    public void IsFree_WhileSomeoneListens_IsFalse()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.False(PortAllocator.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }
}
