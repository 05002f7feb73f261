namespace Cluster.Node;

/// <summary>Tells whoever starts the silo by hand what it needs, instead of letting Orleans fail on it.</summary>
internal static class NodeConfiguration
{
    /// <summary>What is missing and how to give it, or null when a cluster is configured.</summary>
    public static string? Explain(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
        if (!string.IsNullOrEmpty(configuration["Orleans:Clustering:ProviderType"]))
        {
            return null;
        }

        return """
            This is a silo of Cluster. It needs to know which cluster to join, and was told of none.

            To have a whole cluster on this machine, silos, storage and dashboard, start the AppHost instead:
                dotnet run --project AppHost

            To start one silo by hand, over a file that further silos of this machine may share:
                export Orleans__ClusterId=mine Orleans__ServiceId=mine
                export Orleans__Clustering__ProviderType=Sqlite Orleans__Clustering__ServiceKey=cluster
                export Orleans__Reminders__ProviderType=Sqlite Orleans__Reminders__ServiceKey=cluster
                export Orleans__GrainStorage__Default__ProviderType=Sqlite Orleans__GrainStorage__Default__ServiceKey=cluster
                export ConnectionStrings__cluster="Data Source=$PWD/cluster.db"
                export Orleans__Endpoints__AdvertisedIPAddress=127.0.0.1
                export Orleans__Endpoints__SiloPort=11111 Orleans__Endpoints__GatewayPort=30000
                export Orleans__Name=silo-1 ASPNETCORE_URLS=http://127.0.0.1:8081

            Providers: Clustering and Reminders take Redis or Sqlite; GrainStorage takes PostgresDatabase or Sqlite. A ServiceKey names a connection string.
            """;
    }
}
