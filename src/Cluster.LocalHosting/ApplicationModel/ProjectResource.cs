namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A .NET project, run as one process or as several replicas.</summary>
public sealed class ProjectResource(string name, IProjectMetadata metadata)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithServiceDiscovery,
        IResourceWithArgs,
        IResourceWithWaitSupport
{
    internal IProjectMetadata Metadata { get; } = metadata;

    /// <summary>Null until the model says how many: then the process bears the resource's own name and cannot be scaled.</summary>
    internal int? Replicas { get; set; }

    internal List<HttpEndpoint> Endpoints { get; } = [];

    internal HttpHealthCheck? HealthCheck { get; set; }

    internal bool IsExternal { get; set; }

    internal List<KeyValuePair<string, Func<string?>>> Environment { get; } = [];

    internal List<string> Arguments { get; } = [];

    internal List<Resource> References { get; } = [];

    internal OrleansService? Silo { get; set; }

    internal OrleansService? Client { get; set; }

    /// <summary>A project that serves nothing is a program: it runs to its end and is not started again when it fails.</summary>
    internal bool IsProgram => Endpoints.Count == 0 && Silo is null;
}
