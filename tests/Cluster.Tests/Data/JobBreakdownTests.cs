using Cluster.Data;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Cluster.Tests.Data;

public sealed class JobBreakdownTests
{
    [Fact]
    public async Task Job_WhoseDriversBreakOff_FailsInTheEnd_SayingWhy()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("Default");
            silo.AddClusterData(options => options.Workers = 1);
            BreakableMembership.AddTo(silo.Services);
        });
        await using var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        var data = new ClusterClient(cluster.Client).Data;
        cluster.Silos[0].ServiceProvider.GetRequiredService<BreakableMembership>().IsBroken = true;

        var error = await Assert.ThrowsAsync<JobFailedException>(
            () => data.WordCountAsync(new WordCountOptions { Paths = [Golden.TextFolder] }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("The job's driver broke off 5 times", error.Message, StringComparison.Ordinal);
        Assert.Contains($"NotSupportedException: {BreakableMembership.Fault}", error.Message, StringComparison.Ordinal);
    }
}
