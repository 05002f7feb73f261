namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>An Orleans cluster: its identity and the servers that its silos use.</summary>
public sealed class OrleansService(IDistributedApplicationBuilder builder, string name)
{
    /// <summary>The application that the cluster is a part of.</summary>
    public IDistributedApplicationBuilder Builder { get; } = builder;

    /// <summary>The cluster's name in the model.</summary>
    public string Name { get; } = name;

    /// <summary>The cluster's id as given, or null for one of the run's own.</summary>
    internal string? ClusterId { get; set; }

    internal string ServiceId { get; set; } = name;

    internal Resource? Clustering { get; set; }

    internal Resource? Reminders { get; set; }

    internal Dictionary<string, Resource> GrainStorage { get; } = new(StringComparer.Ordinal);
}
