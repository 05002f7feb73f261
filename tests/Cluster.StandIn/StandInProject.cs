using Cluster.LocalHosting;

namespace Cluster.StandIn;

/// <summary>This executable as a project of an AppHost.</summary>
internal sealed class StandInProject : IProjectMetadata
{
    public string ProjectPath => AssemblyPath;

    public string AssemblyPath => typeof(StandInProject).Assembly.Location;
}
