using Cluster.LocalHosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Cluster.LocalHosting;

/// <summary>Describes an application: what Program.cs calls.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Command line options over environment variables over <c>appsettings.json</c> beside the AppHost.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost's program.</summary>
    string AppHostDirectory { get; }

    /// <summary>Whether the application is run or published; the local engine only runs.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources, in the order in which they were added.</summary>
    IReadOnlyList<IResource> Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>The application, ready to be run.</summary>
    DistributedApplication Build();
}
