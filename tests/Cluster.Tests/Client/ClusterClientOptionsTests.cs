using Cluster.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Cluster.Tests.Client;

public sealed class ClusterClientOptionsTests
{
    [Theory]
    [InlineData("CallTimeout", "00:00:00.05", "00:00:00.1")]
    [InlineData("AttemptTimeout", "00:02:00", "00:01:00")]
    [InlineData("ConnectTimeout", "00:00:00", "00:00:01")]
    [InlineData("GatewayRefreshPeriod", "01:00:00", "00:01:00")]
    public void AddCluster_WithAnOptionOutOfRange_FailsWithTheKeyAndTheRange(string name, string value, string bound)
    {
        using var host = BuildClient(name, value);

        var failure = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<ClusterClientOptions>>().Value);

        Assert.Contains($"Cluster:Client:{name} must be between", failure.Message, StringComparison.Ordinal);
        Assert.Contains(bound, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithNoSiloToBeFound_FailsAfterTheConnectTimeoutAndSaysSo()
    {
        await using var cluster = new EmbeddedCluster();

        var failure = await Assert.ThrowsAsync<ClusterUnreachableException>(
            () => cluster.StartClientAsync(options => options.ConnectTimeout = TimeSpan.FromSeconds(1)));

        Assert.Contains("cluster status", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A dashboard has its client before its cluster is there, and a client that is not connected gives out no grains.</summary>
    [Fact]
    public void Client_MadeBeforeItsClusterIsThere_IsMade()
    {
        using var host = BuildClient("ConnectTimeout", "00:00:10");

        Assert.NotNull(host.Services.GetRequiredService<ClusterClient>().Transactions);
    }

    [Fact]
    public void GatewayRefreshPeriod_BoundsTheWaitAfterAFirstGatewayThatHasJustDied()
    {
        using var host = BuildClient("GatewayRefreshPeriod", "00:00:02");

        Assert.Equal(TimeSpan.FromSeconds(2), host.Services.GetRequiredService<IOptions<TypeManagementOptions>>().Value.TypeMapRefreshInterval);
    }

    private static IHost BuildClient(string option, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:ClusterId"] = "one",
            ["Orleans:ServiceId"] = "one",
            ["Orleans:Clustering:ProviderType"] = "Sqlite",
            ["Orleans:Clustering:ServiceKey"] = "db",
            ["ConnectionStrings:db"] = "Data Source=unused.db",
            [$"Cluster:Client:{option}"] = value,
        });
        builder.Services.AddCluster(builder.Configuration);
        return builder.Build();
    }
}
