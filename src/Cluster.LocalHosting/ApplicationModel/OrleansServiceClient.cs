namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>The same cluster as its clients see it: clustering only, no storage and no reminders.</summary>
public sealed class OrleansServiceClient(OrleansService service)
{
    /// <summary>The cluster.</summary>
    public OrleansService Service { get; } = service;
}
