var builder = DistributedApplication.CreateBuilder(args);

var redis = builder.AddRedis("redis").WithDataVolume();
var grainDb = builder.AddPostgres("pg").WithDataVolume().AddDatabase("grains");

// In each run a cluster of its own, whose silos need not wait for dead ones of an earlier run; what grains keep belongs to the service.
var clusterId = builder.ExecutionContext.IsRunMode ? $"cluster-{Guid.NewGuid():N}" : "cluster";

var orleans = builder.AddOrleans("cluster")
    .WithClusterId(clusterId)
    .WithServiceId("cluster-platform")
    .WithClustering(redis)
    .WithGrainStorage("Default", grainDb)
    .WithReminders(redis);

var silo = builder.AddProject<Projects.Cluster_Node>("silo")
    .WithReference(orleans)
    .WaitFor(redis)
    .WaitFor(grainDb)
    .WithReplicas(builder.Configuration.GetValue("silos", 3))
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

var dashboard = builder.AddProject<Projects.Cluster_Dashboard>("dashboard")
    .WithReference(orleans.AsClient())
    .WithReference(silo)
    .WaitFor(silo)
    .WithHttpEndpoint(port: builder.Configuration.GetValue<int?>("port"))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

if (builder.ExecutionContext.IsRunMode)
{
    // Silos of one machine need no address on its network; published ones choose their own.
    silo.WithEnvironment("Orleans__Endpoints__AdvertisedIPAddress", "127.0.0.1");

    // The saga of the tour; your own are named in the same way, or added by your own silo.
    silo.WithEnvironment("Cluster__Sagas__Assemblies__0", Path.Combine(AppContext.BaseDirectory, "Trips.dll"));
}

if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("drills", false))
{
    silo.WithEnvironment("Cluster__Registers__AllowDrills", "true");
}

if (builder.ExecutionContext.IsRunMode && !builder.Configuration.GetValue("no-tour", false))
{
    builder.AddProject<Projects.Tour>("tour")
        .WithReference(orleans.AsClient())
        .WithReference(dashboard)
        .WaitFor(silo)
        .WaitFor(dashboard);
}

builder.Build().Run();
