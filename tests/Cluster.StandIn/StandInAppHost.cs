using Cluster.LocalHosting;

namespace Cluster.StandIn;

/// <summary>An application with the shape of the real one: two servers, replicas of a service that wait for them, a program that starts last.</summary>
internal static class StandInAppHost
{
    public static void Run(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var redis = builder.AddRedis("redis").WithDataVolume();
        var database = builder.AddPostgres("pg").WithDataVolume().AddDatabase("grains");

        var worker = builder.AddProject<StandInProject>("worker")
            .WithEnvironment(Roles.Variable, Roles.Service)
            .WithReference(redis)
            .WithReference(database)
            .WaitFor(redis)
            .WaitFor(database)
            .WithReplicas(builder.Configuration.GetValue("silos", 2))
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health")
            .WithExternalHttpEndpoints();

        builder.AddProject<StandInProject>("tour")
            .WithEnvironment(Roles.Variable, Roles.Program)
            .WithReference(worker)
            .WaitFor(worker);

        builder.Build().Run();
    }
}
