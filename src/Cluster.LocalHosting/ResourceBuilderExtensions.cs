using System.Globalization;
using Cluster.LocalHosting.ApplicationModel;

namespace Cluster.LocalHosting;

/// <summary>What resources are given: variables, references, endpoints, health checks, an order.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Gives a process an environment variable; null leaves the variable out.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(name, () => value!);

    /// <summary>Gives a process an environment variable whose value is asked for at each start.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, Func<string> callback)
        where T : IResourceWithEnvironment
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Project(builder).Environment.Add(new(name, callback));
        return builder;
    }

    /// <summary>Gives a process command line arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs
    {
        Project(builder).Arguments.AddRange(args);
        return builder;
    }

    /// <summary>Gives a process the connection string of <paramref name="source"/>, as <c>ConnectionStrings__NAME</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where T : IResourceWithEnvironment
    {
        Project(builder).References.Add((Resource)source.Resource);
        return builder;
    }

    /// <summary>Gives a process the addresses of <paramref name="source"/>, one variable <c>services__NAME__http__N</c> for each replica.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment
    {
        Project(builder).References.Add((Resource)source.Resource);
        return builder;
    }

    /// <summary>Starts a resource only when <paramref name="dependency"/>, with all of its replicas, is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        var resource = (Resource)(IResource)builder.Resource;
        var awaited = (Resource)dependency.Resource;
        if (ReferenceEquals(resource, awaited))
        {
            throw new InvalidOperationException($"'{resource.Name}' cannot wait for itself.");
        }

        resource.Dependencies.Add(awaited);
        return builder;
    }

    /// <summary>Gives a process an HTTP address on loopback, in <c>ASPNETCORE_URLS</c>: the port given, or a free one for each replica.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null)
        where T : IResourceWithEndpoints
    {
        if ((port ?? targetPort) is { } given and (< 1 or > 65535))
        {
            throw new ArgumentOutOfRangeException(nameof(port), string.Create(CultureInfo.InvariantCulture, $"{given} is no port. Use 1 to 65535."));
        }

        var project = Project(builder);
        var endpoint = new HttpEndpoint(name ?? "http", port ?? targetPort, env);
        if (project.Endpoints.Exists(e => e.Name == endpoint.Name))
        {
            throw new InvalidOperationException($"'{project.Name}' already has an endpoint named '{endpoint.Name}'. Give this one another name.");
        }

        project.Endpoints.Add(endpoint);
        return builder;
    }

    /// <summary>Marks a resource's HTTP endpoints as meant for people: they are shown when the application is ready. They stay on loopback.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        Project(builder).IsExternal = true;
        return builder;
    }

    /// <summary>Asks <paramref name="path"/> over HTTP whether the process is healthy: at first often, then every two seconds.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var project = Project(builder);
        project.HealthCheck = new HttpHealthCheck(path ?? "/", statusCode ?? 200, endpointName ?? "http");
        if (!project.Endpoints.Exists(e => e.Name == project.HealthCheck.EndpointName))
        {
            throw new InvalidOperationException(
                $"'{project.Name}' has no endpoint named '{project.HealthCheck.EndpointName}' to check. Call WithHttpEndpoint first.");
        }

        return builder;
    }

    private static ProjectResource Project<T>(IResourceBuilder<T> builder)
        where T : IResource =>
        builder.Resource as ProjectResource
        ?? throw new NotSupportedException($"'{builder.Resource.Name}' is a server; the local engine allows this for projects only.");
}
