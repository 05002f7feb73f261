namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A resource that others reach by a connection string, <c>ConnectionStrings__name</c> in their environment.</summary>
public interface IResourceWithConnectionString : IResource;
