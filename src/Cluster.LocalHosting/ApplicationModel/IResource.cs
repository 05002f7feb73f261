namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>A part of the application: a server, a database or a project.</summary>
public interface IResource
{
    /// <summary>Unique in the application; lower-case letters, digits and hyphens.</summary>
    string Name { get; }
}
