namespace Cluster.Dashboard.Live;

internal static class SiloStatusExtensions
{
    public static bool IsActive(this SiloStatus silo) => silo.State == "Active";

    /// <summary>True for an incarnation that will never come back; the silo itself may, under the same name.</summary>
    public static bool IsGone(this SiloStatus silo) => silo.State == "Dead";
}
