using Cluster.Registers;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Versions as clients see them, and back.</summary>
internal static class RegisterVersions
{
    public static RegisterVersion ToVersion(this Carstamp version) => new(version.Time, version.Writer, version.Step);

    public static RegisterVersion ToVersion(this WeakVersion version) =>
        version.Over.ToVersion() with { Physical = version.At.Physical, Logical = version.At.Logical, Actor = version.At.Actor };

    public static Carstamp ToCarstamp(this RegisterVersion version) => new(version.Time, version.Writer, version.Step);

    public static HybridTime ToTime(this RegisterVersion version) => new(version.Physical, version.Logical, version.Actor);

    public static WeakVersion ToWeak(this RegisterVersion version) => new(version.ToCarstamp(), version.ToTime());
}
