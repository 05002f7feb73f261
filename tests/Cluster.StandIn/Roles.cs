namespace Cluster.StandIn;

internal static class Roles
{
    public const string Variable = "STANDIN_ROLE";
    public const string Service = "service";
    public const string Program = "program";
}
