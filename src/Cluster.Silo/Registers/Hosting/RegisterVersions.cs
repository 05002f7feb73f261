using Cluster.Registers;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Versions as clients see them.</summary>
internal static class RegisterVersions
{
    public static RegisterVersion ToVersion(this Carstamp version) => new(version.Time, version.Writer, version.Step);
}
