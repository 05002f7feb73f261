using Orleans.Dashboard;

namespace Cluster.Dashboard.Live;

internal static class ClusterConnectionExtensions
{
    /// <summary>
    /// Makes the dashboard a client of the cluster, and lets it serve while it looks for one: a page that says what is missing is of more use
    /// than a process that waits.
    /// </summary>
    public static void AddClusterConnection(this WebApplicationBuilder builder)
    {
        builder.Services.AddCluster(builder.Configuration, client => client.ConnectTimeout = TimeSpan.FromHours(1));
        builder.UseOrleansClient(client => client.AddDashboard());
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.Services.AddHealthChecks().AddCheck<ClusterHealthCheck>("cluster");
    }
}
