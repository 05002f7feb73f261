using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Microsoft.Extensions.Configuration;

namespace Cluster.LocalHosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<Resource> _resources = [];
    private readonly AppHostOptions _options;

    public DistributedApplicationBuilder(AppHostArguments arguments)
    {
        _options = arguments.Options;
        Configuration = new ConfigurationManager();
        Configuration
            .AddJsonFile(Path.Combine(AppHostDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(arguments.Configuration);
    }

    public ConfigurationManager Configuration { get; }

    public string AppHostDirectory => AppContext.BaseDirectory;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IReadOnlyList<IResource> Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (resource is not Resource known)
        {
            throw new NotSupportedException($"The local engine does not know resources of type {typeof(T)}.");
        }

        if (_resources.Exists(r => r.Name == resource.Name))
        {
            throw new InvalidOperationException($"There is a resource named '{resource.Name}' already. Give this one another name.");
        }

        _resources.Add(known);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build() => new(_resources, Configuration, _options);
}
