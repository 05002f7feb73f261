namespace Cluster.Dashboard.Components;

/// <summary>What the reader chose to see; remembered in a cookie, so that the first paint is already right.</summary>
public enum ThemeChoice
{
    /// <summary>As the system prefers.</summary>
    System,

    /// <summary>Always light.</summary>
    Light,

    /// <summary>Always dark.</summary>
    Dark,
}
