using Cluster.LocalHosting.ApplicationModel;

namespace Cluster.LocalHosting;

/// <summary>Describes an Orleans cluster and gives projects what they need to be its silos or clients.</summary>
public static class OrleansServiceExtensions
{
    /// <summary>Adds a cluster.</summary>
    public static OrleansService AddOrleans(this IDistributedApplicationBuilder builder, string name) => new(builder, name);

    /// <summary>
    /// Names the cluster. By default its name in the model and a part of its own for each run, so that new silos never wait for the dead ones of
    /// an earlier run; under an id that is the same in each run they may, for half a minute, when all silos were killed.
    /// </summary>
    public static OrleansService WithClusterId(this OrleansService orleans, string clusterId)
    {
        orleans.ClusterId = clusterId;
        return orleans;
    }

    /// <summary>Names the service: what grain storage is keyed by, the same in each run.</summary>
    public static OrleansService WithServiceId(this OrleansService orleans, string serviceId)
    {
        orleans.ServiceId = serviceId;
        return orleans;
    }

    /// <summary>Keeps the cluster's membership in <paramref name="provider"/>.</summary>
    public static OrleansService WithClustering(this OrleansService orleans, IResourceBuilder<IResourceWithConnectionString> provider)
    {
        orleans.Clustering = (Resource)provider.Resource;
        return orleans;
    }

    /// <summary>Keeps the state of grains in <paramref name="provider"/>, under the storage name <paramref name="name"/>.</summary>
    public static OrleansService WithGrainStorage(
        this OrleansService orleans, string name, IResourceBuilder<IResourceWithConnectionString> provider)
    {
        orleans.GrainStorage[name] = (Resource)provider.Resource;
        return orleans;
    }

    /// <summary>Keeps reminders in <paramref name="provider"/>.</summary>
    public static OrleansService WithReminders(this OrleansService orleans, IResourceBuilder<IResourceWithConnectionString> provider)
    {
        orleans.Reminders = (Resource)provider.Resource;
        return orleans;
    }

    /// <summary>The cluster as its clients see it.</summary>
    public static OrleansServiceClient AsClient(this OrleansService orleans) => new(orleans);

    /// <summary>Makes a project a silo of the cluster.</summary>
    public static IResourceBuilder<ProjectResource> WithReference(this IResourceBuilder<ProjectResource> builder, OrleansService orleans)
    {
        ThrowUnlessClustered(orleans);
        builder.Resource.Silo = orleans;
        return builder;
    }

    /// <summary>Makes a project a client of the cluster.</summary>
    public static IResourceBuilder<ProjectResource> WithReference(this IResourceBuilder<ProjectResource> builder, OrleansServiceClient client)
    {
        ThrowUnlessClustered(client.Service);
        builder.Resource.Client = client.Service;
        return builder;
    }

    private static void ThrowUnlessClustered(OrleansService orleans)
    {
        if (orleans.Clustering is null)
        {
            throw new InvalidOperationException($"Orleans cluster '{orleans.Name}' has no clustering. Call WithClustering first.");
        }
    }
}
