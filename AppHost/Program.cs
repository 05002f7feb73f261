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
