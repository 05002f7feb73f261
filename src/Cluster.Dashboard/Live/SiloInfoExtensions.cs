namespace Cluster.Dashboard.Live;

internal static class SiloInfoExtensions
{
    public static bool IsActive(this SiloInfo silo) => silo.State == "Active";

    /// <summary>True for an incarnation that will never come back; the silo itself may, under the same name.</summary>
    public static bool IsGone(this SiloInfo silo) => silo.State == "Dead";
}
