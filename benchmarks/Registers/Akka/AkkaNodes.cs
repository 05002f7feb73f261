using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;

namespace Cluster.Benchmarks.Registers.Akka;

/// <summary>Three nodes of Akka.NET: one in this process, as it is meant to be used, and two in processes of their own.</summary>
internal sealed class AkkaNodes : IAsyncDisposable
{
    private readonly List<ServerProcess> _others = [];

    private AkkaNodes(AkkaNode here) => Here = here;

    public AkkaNode Here { get; }

    public static async Task<AkkaNodes> StartAsync(CancellationToken cancellationToken)
    {
        var ports = FreePorts.Take(3);
        var nodes = new AkkaNodes(AkkaNode.Start(ports[0], ports[0]));
        foreach (var port in ports.Skip(1))
        {
            nodes._others.Add(ServerProcess.Start("dotnet", ["exec", typeof(AkkaNodes).Assembly.Location, AkkaNodeCommand.Name, $"{port}", $"{ports[0]}"]));
        }

        await nodes.Here.JoinedAsync(3, cancellationToken);
        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }
    }
}
