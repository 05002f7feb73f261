namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A resource whose addresses are given to those that refer to it, as <c>services__name__http__0</c>.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
