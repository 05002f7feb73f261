using Cluster.Programs.Nodes;
using Cluster.Registers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Benchmarks.Registers;

/// <summary>A silo in this process, beside two in processes of their own: what code in a silo sees of registers.</summary>
internal sealed class LocalSilo : IAsyncDisposable
{
    private readonly SiloProcesses _others;
    private readonly IHost _host;

    private LocalSilo(SiloProcesses others, IHost host) => (_others, _host) = (others, host);

    public ClusterRegisters Registers => _host.Services.GetRequiredService<ClusterRegisters>();

    public static async Task<LocalSilo> StartAsync(CancellationToken cancellationToken)
    {
        var others = await SiloProcesses.StartAsync(NodeAssembly.Path, 2, cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        var ports = FreePorts.Take(2);
        builder.Configuration.AddInMemoryCollection(others.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:Name"] = "silo-3",
            ["Orleans:Endpoints:SiloPort"] = $"{ports[0]}",
            ["Orleans:Endpoints:GatewayPort"] = $"{ports[1]}",
        });
        builder.UseOrleans(silo => silo.AddCluster());
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var local = new LocalSilo(others, host);
        await local.Registers.WriteManyAsync(RegisterWorkload.AllNames.Select(name => KeyValuePair.Create(name, new byte[1])), cancellationToken: cancellationToken);
        while ((await local.Registers.ListAsync(cancellationToken: cancellationToken)).Any(register => register.Replicas.Count(replica => replica.Votes) != 3))
        {
            await Task.Delay(100, cancellationToken);
        }

        return local;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _others.DisposeAsync();
    }
}
