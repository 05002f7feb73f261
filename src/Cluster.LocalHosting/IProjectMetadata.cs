namespace Cluster.LocalHosting;

/// <summary>A project that the AppHost starts; the AppHost's build generates one for each of its project references.</summary>
public interface IProjectMetadata
{
    /// <summary>The project file, as an absolute path.</summary>
    string ProjectPath { get; }

    /// <summary>The assembly that the AppHost's build made of it, as an absolute path.</summary>
    string AssemblyPath { get; }
}
