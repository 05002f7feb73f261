using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>A write or a deletion that took effect.</summary>
/// <param name="Name">The register.</param>
/// <param name="Version">The version that it was given.</param>
/// <param name="Replica">The silo that carried it out.</param>
internal sealed record RegisterWritten(string Name, string Version, string Replica)
{
    public static RegisterWritten From(string name, RegisterWrite written) => new(name, written.Version.ToString(), written.Replica);
}
