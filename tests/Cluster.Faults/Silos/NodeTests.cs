using System.Diagnostics;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Silos;

public sealed class NodeTests
{
    [Fact]
    public async Task Node_AskedToStop_LeavesInGoodOrder()
    {
        await using var cluster = NodeCluster.Embedded();
        await cluster.StartAsync("silo-1");
        var leaving = await cluster.StartAsync("silo-2");
        var client = await cluster.ConnectAsync();

        await leaving.StopAsync();

        Assert.Equal(0, leaving.ExitCode);
        Assert.Equal(["silo-1"], (await client.Silos.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(silo => silo.Name));
    }

    [Fact]
    public async Task Node_AskedToStopWhileItJoins_SaysSoAndEndsWith0()
    {
        await using var cluster = NodeCluster.Embedded();
        var silent = await cluster.StartAsync("silo-1");

        // A silo that joins first makes sure that it reaches the others, so it goes on joining for as long as this one is silent.
        silent.Signal("STOP");
        var joining = cluster.Launch("silo-2");
        await Eventually.TrueAsync(() => joining.Log.Contains("Joining", StringComparison.Ordinal), "silo-2 joins");
        await joining.StopAsync();

        Assert.Equal(0, joining.ExitCode);
        Assert.Contains("Asked to stop before this silo had joined the cluster", joining.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", joining.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_WithNoConfiguration_SaysWhatItNeedsAndEndsWith2()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [NodeProcess.NodeAssembly()]) { RedirectStandardError = true })!;

        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("Orleans__Clustering__ProviderType", said, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project AppHost", said, StringComparison.Ordinal);
    }
}
